import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import type { Edge } from '../../harness/contract/edge.ts'
import {
  type PortalConfig,
  portalConfigSchema,
  type PortalSecrets,
  portalSecretsSchema,
} from '../../harness/contract/role-config.ts'
import { BadStart, type RoleContext } from '../role.ts'

function check<T>(what: string, schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new BadStart(`portal, ${what}: ${problems.join('; ')}`)
}

async function readSecrets(path: string) {
  let content: unknown
  try {
    content = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    // A parser's message may quote what it read.
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read'
    throw new BadStart(`portal: the secrets file ${path} ${why}`)
  }
  return check('secrets file', portalSecretsSchema, content)
}

const readPem = (path: string) =>
  readFile(path, 'utf8').catch(() => {
    throw new BadStart(`portal: the file ${path} cannot be read; tls names PEM files`)
  })

function required(edges: Record<string, Edge>, where: string, name: string): Edge {
  const edge = edges[name]
  if (edge !== undefined) return edge
  throw new BadStart(
    `portal: ${where}.${name} is missing; a portal needs relay, and relayManagement where it makes tenants`,
  )
}

/** The edges of one of its relays, and the name that it is advertised by. */
const RELAY_EDGES = [
  { relay: 'relay', management: 'relayManagement' },
  { relay: 'secondRelay', management: 'secondRelayManagement' },
] as const

async function readRelay(
  { edges, advertise }: RoleContext['start'],
  names: (typeof RELAY_EDGES)[number],
  login: PortalSecrets['relayManagement'],
) {
  const edge = required(edges, 'edges', names.relay)
  return {
    edge,
    ca: await readPem(edge.caFile),
    management: login && { ...login, edge: required(edges, 'edges', names.management) },
    advertised: advertise[names.relay] ?? edge,
  }
}
export type GivenRelay = Awaited<ReturnType<typeof readRelay>>

/** A portal that cannot make tenants at the relay needs what each logs in by. */
function requireLogins({ tenants }: PortalConfig, secrets: PortalSecrets) {
  if (secrets.relayManagement !== undefined) return
  const without = tenants.filter(({ tenant }) => secrets.relayTenants[tenant] === undefined)
  if (without.length === 0) return
  const names = without.map(({ tenant }) => tenant).join(', ')
  throw new BadStart(
    `portal, secrets file: no relayManagement, and relayTenants lacks ${names}; give the one or the other`,
  )
}

/** What `start` gave a portal, checked; throws BadStart, which names every problem of a part. */
export async function readStart({ start }: RoleContext) {
  const config = check('config', portalConfigSchema, start.config)
  const [secrets, cert, key] = await Promise.all([
    readSecrets(start.secretsFile),
    readPem(start.tls.certFile),
    readPem(start.tls.keyFile),
  ])
  const [first, second] = RELAY_EDGES
  const relay = await readRelay(start, first, secrets.relayManagement)
  requireLogins(config, secrets)
  const secondRelay =
    start.edges[second.relay] && (await readRelay(start, second, secrets.relayManagement))
  return { config, secrets, tls: { cert, key }, relay, secondRelay }
}
