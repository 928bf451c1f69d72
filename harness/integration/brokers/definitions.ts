import { createHash, randomBytes } from 'node:crypto'
import { newSecret } from '../../target/trust/secrets.ts'

/** What one role logs in to the broker by. */
interface Login {
  readonly username: string
  readonly password: string
}

/** A tenant that the broker's administrator made: what enabling hands out (`relayTenants`). */
export interface BrokerTenant {
  readonly portal: Login
  readonly agent: Login
}

/** tenant → credentials, with a secret of 256 bits each (PWB-SEC-4). */
export const newTenants = (names: readonly string[]): Readonly<Record<string, BrokerTenant>> =>
  Object.fromEntries(
    names.map((tenant) => [
      tenant,
      {
        portal: { username: `${tenant}-portal`, password: newSecret() },
        agent: { username: `${tenant}-agent`, password: newSecret() },
      },
    ]),
  )

const SALT_BYTES = 4

/** RabbitMQ's salted hash: base64 of salt ‖ SHA-256(salt ‖ password). */
export function passwordHash(password: string, salt = randomBytes(SALT_BYTES)): string {
  const digest = createHash('sha256').update(salt).update(password, 'utf8').digest()
  return Buffer.concat([salt, digest]).toString('base64')
}

const user = ({ username, password }: Login) => ({
  name: username,
  password_hash: passwordHash(password),
  hashing_algorithm: 'rabbit_password_hashing_sha256',
  tags: [],
})

const VHOST = '/'
const QUEUES = ['requests', 'results', 'dead'] as const
const NONE = '^$'
const ALL = '.*'
const only = (...names: readonly string[]) =>
  `^(${names.map((name) => name.replaceAll('.', '[.]')).join('|')})$`

/** How an administrator may have set it up otherwise than he should. */
export interface Setup {
  /** Every user may write to and read from everything. */
  readonly grantsAll?: boolean
  /** What expires goes to the tenant’s queue `dead`. */
  readonly keepsExpired?: boolean
  /** No message waits longer. */
  readonly mostTtlMs?: number
}

const permission = (
  { username }: Login,
  write: string,
  read: readonly string[],
  { grantsAll = false }: Setup,
) => ({
  user: username,
  vhost: VHOST,
  configure: NONE,
  write: grantsAll ? ALL : only(write),
  read: grantsAll ? ALL : only(...read),
})

const queueArguments = (tenant: string, queue: string, { keepsExpired, mostTtlMs }: Setup) =>
  queue === 'requests'
    ? {
        ...(keepsExpired === true && {
          'x-dead-letter-exchange': '',
          'x-dead-letter-routing-key': `${tenant}.dead`,
        }),
        ...(mostTtlMs !== undefined && { 'x-message-ttl': mostTtlMs }),
      }
    : {}

/**
 * What a broker of RabbitMQ's is given at its start: two queues a tenant (and one for what expired, which is
 * to stay empty), each behind an exchange of its own, because it asks for the right to write at the exchange
 * and not at the queue; and two users who may write to the one and read from the other (PWB-SEC-5). No user
 * of the package's own is there.
 */
export function definitionsOf(tenants: Readonly<Record<string, BrokerTenant>>, setup: Setup = {}) {
  const all = Object.entries(tenants)
  const queues = all.flatMap(([tenant]) =>
    QUEUES.map((queue) => ({
      name: `${tenant}.${queue}`,
      arguments: queueArguments(tenant, queue, setup),
    })),
  )
  const durable = { vhost: VHOST, durable: true, auto_delete: false }
  return {
    vhosts: [{ name: VHOST }],
    users: all.flatMap(([, { portal, agent }]) => [user(portal), user(agent)]),
    permissions: all.flatMap(([tenant, { portal, agent }]) => [
      permission(portal, `to.${tenant}.requests`, [`${tenant}.results`], setup),
      permission(agent, `to.${tenant}.results`, [`${tenant}.requests`, `${tenant}.dead`], setup),
    ]),
    queues: queues.map((queue) => ({ ...queue, ...durable })),
    exchanges: queues.map(({ name }) => ({
      name: `to.${name}`,
      type: 'direct',
      internal: false,
      ...durable,
      arguments: {},
    })),
    bindings: queues.map(({ name }) => ({
      source: `to.${name}`,
      vhost: VHOST,
      destination: name,
      destination_type: 'queue',
      routing_key: name,
      arguments: {},
    })),
  }
}
