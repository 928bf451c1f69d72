import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify from 'fastify'
import type { z } from 'zod'
import {
  type agentStatus,
  disableCommand,
  editLinksCommand,
  enableCommand,
  synchroniseCommand,
} from '../../harness/contract/agent-administration.ts'
import { AdministrationProblem, textOf } from './problem.ts'
import type { TenantService } from './tenant-service.ts'
import { PRODUCT, VERSION_TEXT } from './version.ts'
import { WITHOUT_SCHEMAS } from '../without-schemas.ts'

/** Longer paths of Unix sockets are cut off by the system. */
const MOST_PATH_BYTES = 107
const NAME = 'administration.sock'

interface Command {
  readonly path: string
  run(body: unknown): Promise<unknown>
}

function parse<T>(form: z.ZodType<T>, body: unknown): T {
  const parsed = form.safeParse(body)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new AdministrationProblem(
    `the body is not of the form that this takes: ${fields.join('; ')}`,
    'see harness/contract/agent-administration.ts',
  )
}

const commandsOf = (serviceOf: (tenant: string) => TenantService): readonly Command[] => [
  {
    path: '/synchronise',
    run(body) {
      const { tenant, kind } = parse(synchroniseCommand, body)
      return serviceOf(tenant).synchronise(kind)
    },
  },
  {
    path: '/links',
    run(body) {
      const { tenant, userPrincipalName, edit } = parse(editLinksCommand, body)
      return serviceOf(tenant).editLinks(userPrincipalName, edit)
    },
  },
  {
    path: '/enable',
    run(body) {
      const { tenant, token } = parse(enableCommand, body)
      return serviceOf(tenant).enable(token)
    },
  },
  {
    path: '/disable',
    run(body) {
      const { tenant, token } = parse(disableCommand, body)
      return serviceOf(tenant).disable(token)
    },
  },
]

/** Where the socket lies: in the state directory, or, where that path is too long, in one of its own. */
async function choosePath(stateDir: string): Promise<{ path: string; made?: string }> {
  const path = join(stateDir, NAME)
  if (Buffer.byteLength(path) <= MOST_PATH_BYTES) return { path }
  const made = await mkdtemp(join(tmpdir(), 'agent-'))
  return { path: join(made, NAME), made }
}

const answerTo = (error: unknown) =>
  error instanceof AdministrationProblem
    ? { status: 409, body: { error: error.message, remedy: error.remedy } }
    : { status: 500, body: { error: textOf(error), remedy: 'look at the agent’s event log' } }

/** HTTP over a Unix socket (0600): the agent opens no port (PWB-NET-1). */
export async function serveAdministration(stateDir: string, services: readonly TenantService[]) {
  const byTenant = new Map(services.map((service) => [service.tenant, service]))
  const serviceOf = (tenant: string) => {
    const service = byTenant.get(tenant)
    if (service !== undefined) return service
    throw new AdministrationProblem(
      `tenant ${tenant} is not one of this agent’s`,
      `name one of: ${[...byTenant.keys()].join(', ')}`,
    )
  }

  const app = fastify({ ...WITHOUT_SCHEMAS, logger: false, forceCloseConnections: true })
  app.get('/status', () => {
    const status: z.infer<typeof agentStatus> = {
      release: { product: PRODUCT, version: VERSION_TEXT },
      tenants: services.map((service) => service.status()),
    }
    return status
  })
  for (const { path, run } of commandsOf(serviceOf)) {
    app.post(path, (request) => run(request.body))
  }
  app.setErrorHandler((error, _request, reply) => {
    const { status, body } = answerTo(error)
    return reply.status(status).send(body)
  })
  app.setNotFoundHandler((request, reply) =>
    reply.status(404).send({
      error: `${request.method} ${request.url} is not known here`,
      remedy: 'see harness/contract/agent-administration.ts',
    }),
  )

  const { path, made } = await choosePath(stateDir)
  // One that a killed agent left would be in the way.
  await rm(path, { force: true })
  await app.listen({ path })
  await chmod(path, 0o600)
  return {
    path,
    async close() {
      await app.close()
      await rm(made ?? path, { recursive: true, force: true })
    },
  }
}
