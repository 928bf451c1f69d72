import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import {
  type DirectoryConfig,
  directoryConfigSchema,
  directorySecretsSchema,
} from '../../harness/contract/role-config.ts'
import type { Clock, Timer } from '../clock.ts'
import { BadStart, type RoleContext, type RunningRole, type StartRole } from '../role.ts'
import { createDomain } from './create-domain.ts'
import type { Domain } from './domain.ts'
import { shortName } from './entries/configuration-partition.ts'
import { PROTECTION_PERIOD_MS, protectAll } from './entries/protection.ts'
import { type Listener, openListener } from './listener.ts'
import { createService, type Service } from './service.ts'

function parse<T>(schema: z.ZodType<T>, input: unknown, what: string): T {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new BadStart(`${what}: ${problems.join('; ')}`)
}

const readJson = async (file: string): Promise<unknown> => {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new BadStart(
      `secretsFile: cannot be read: ${error instanceof Error ? error.message : ''}`,
    )
  })
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message would quote the file.
    throw new BadStart('secretsFile: is no JSON')
  }
}

const nameOf = (user: string) => user.split('@')[0]?.toLowerCase()

/** What the contract offers and this directory does not do: refused, so that nobody counts on it. */
const NOT_SERVED = {
  forests: ({ forests }: DirectoryConfig) => forests.length > 0,
  replicationDelayMs: ({ replicationDelayMs }: DirectoryConfig) => replicationDelayMs > 0,
  startTls: ({ startTls }: DirectoryConfig) => startTls,
} as const

function requireServable(config: DirectoryConfig): void {
  for (const [setting, asks] of Object.entries(NOT_SERVED)) {
    if (asks(config)) {
      throw new BadStart(`config: ${setting}: this directory does not serve it; leave it out`)
    }
  }
  const names = config.controllers.map(({ name }) => shortName(name))
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) {
    throw new BadStart(
      `config: controllers: two are called ${twice}; first labels of their names must differ`,
    )
  }
}

async function prepare({ start, clock, faults }: RoleContext): Promise<Domain> {
  const config = parse(directoryConfigSchema, start.config, 'config')
  requireServable(config)
  const secrets = parse(directorySecretsSchema, await readJson(start.secretsFile), 'secretsFile')
  if (nameOf(secrets.administrator.user) === nameOf(secrets.service.user)) {
    throw new BadStart('secretsFile: administrator and service are one account; they must be two')
  }
  return createDomain({ config, secrets, clock, faults })
}

/** Looks at the protected groups every hour of the directory's clock. */
function protectHourly(domain: Domain, clock: Clock): { cancel(): void } {
  let timer: Timer
  const arm = () => {
    timer = clock.setTimeout(() => {
      protectAll(domain)
      arm()
    }, PROTECTION_PERIOD_MS)
  }
  arm()
  return { cancel: () => timer.cancel() }
}

/** Opens each controller's port in turn; when one cannot be had, gives back those before it. */
async function openAll({ start }: RoleContext, domain: Domain, service: Service) {
  const [cert, key] = await Promise.all([readFile(start.tls.certFile), readFile(start.tls.keyFile)])
  const { host, port: first = 0 } = start.listen
  const open: { readonly name: string; readonly listener: Listener }[] = []
  try {
    for (const [index, controller] of domain.controllers.entries()) {
      const port = domain.config.controllers[index]?.port ?? (index === 0 ? first : 0)
      const at = { host, port }
      const listener = await openListener({ cert, key, at, controller, service })
      open.push({ name: controller.name, listener })
    }
  } catch (error) {
    await Promise.all(open.map(({ listener }) => listener.close()))
    throw error
  }
  return open
}

function listeningOf(open: Awaited<ReturnType<typeof openAll>>) {
  const all = open.map(({ name, listener }) => [`ldaps:${name}`, listener.address] as const)
  const [first] = open
  return Object.fromEntries(
    first === undefined ? all : [['ldaps', first.listener.address] as const, ...all],
  )
}

/** An Active-Directory-like directory over LDAPS, in memory. */
export const startDirectory: StartRole = async (context): Promise<RunningRole> => {
  const { clock } = context
  const domain = await prepare(context)
  const service = createService(domain)
  const open = await openAll(context, domain, service)
  const protection = protectHourly(domain, clock)

  return {
    listening: listeningOf(open),
    logs: {},
    reset: () => Promise.resolve(),
    async drain() {
      await service.idle()
      return service.counters()
    },
    async stop() {
      protection.cancel()
      await service.idle()
      await Promise.all(open.map(({ listener }) => listener.close()))
    },
  }
}
