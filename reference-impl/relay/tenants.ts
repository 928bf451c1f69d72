import { timingSafeEqual } from 'node:crypto'
import type { Addresses, RelayConfig, RelaySecrets } from '../../harness/contract/role-config.ts'
import type { Clock } from '../clock.ts'
import type { Faults } from '../faults.ts'
import {
  type TenantCounters,
  type TenantCredentials,
  verifierOf,
} from '../protocol/relay-management-forms.ts'
import { createExpirySchedule } from './expiry.ts'
import { createInProgress, type InProgress } from './in-progress.ts'
import { createMessageQueue, type MessageQueue } from './message-queue.ts'
import { REFUSALS } from './refusals.ts'

/** What a credential reaches. Everything else is refused (PWB-SEC-5). */
export interface Grants {
  /** Address → queue that may be sent to. */
  readonly targets: ReadonlyMap<string, MessageQueue>
  /** Address → queue that may be received from. */
  readonly sources: ReadonlyMap<string, MessageQueue>
  /** The address at which the presence of the tenant's consumers may be watched. */
  readonly presence: string | undefined
}

export interface User {
  readonly username: string
  readonly verifier: string
  /** Undefined: the management user. */
  readonly member: { readonly tenant: Tenant; readonly grants: Grants } | undefined
}

/** A client's connection, as the rest of the relay sees it. */
export interface ClientConnection {
  /** Undefined before it proved who it is. */
  username(): string | undefined
  close(error: { condition: string; description: string }): void
}

/** Somebody who wants to know when the last consumer of the requests leaves. */
interface Watcher {
  consumersGone(): void
}

export interface Tenant {
  readonly name: string
  readonly requests: MessageQueue
  readonly results: MessageQueue
  /** Empty, but under the fault that PWB-TTL-6 must find. */
  readonly deadLetters: MessageQueue
  users: readonly User[]
  readonly connections: Set<ClientConnection>
  readonly watchers: Set<Watcher>
}

export interface Tenants {
  /** The user whose secret this is; undefined for a wrong one. Takes the same time for both. */
  authenticate(username: string, secret: string): User | undefined
  /** Returns why not, or undefined. An existing tenant loses its messages and connections. */
  create(name: string, credentials: TenantCredentials): string | undefined
  /** Returns why not, or undefined. Only the connections of credentials that are left out end. */
  update(name: string, generations: readonly TenantCredentials[]): string | undefined
  /** False: there is none. */
  delete(name: string): boolean
  read(name: string): TenantCounters | undefined
  all(): Iterable<Tenant>
  /** What a named fault lets a tenant's credentials reach besides their grants. */
  beyondGrants(tenant: Tenant, address: string): MessageQueue | undefined
  /** Deliveries that no receiver has settled yet, of all tenants. */
  readonly inProgress: InProgress
  /** Retires every tenant. */
  clear(): void
}

export interface TenantsOptions {
  readonly config: RelayConfig
  readonly secrets: RelaySecrets
  readonly clock: Clock
  readonly faults: Faults
}

const fill = (template: string, tenant: string) => template.replaceAll('{tenant}', tenant)

const sameVerifier = (left: string, right: string) =>
  timingSafeEqual(Buffer.from(left), Buffer.from(right))

const NOBODY = verifierOf('')

/** The relay's tenants: their users, queues and connections. In memory only. */
export function createTenants({ config, secrets, clock, faults }: TenantsOptions): Tenants {
  const tenants = new Map<string, Tenant>()
  const { username, verifier } = secrets.managementVerifier
  const manager: User = { username, verifier, member: undefined }
  const users = new Map([[username, manager]])
  const expiry = createExpirySchedule(clock)
  const inProgress = createInProgress()

  function build(name: string, credentials: TenantCredentials): Tenant {
    const newBudget = () => ({ limitBytes: config.maxQueuedBytesPerTenant, usedBytes: 0 })
    const shared = { clock, expiry, inProgress, ttlCeilingMs: config.ttlCeilingMs }
    const queueOptions = { ...shared, budget: newBudget() }
    const deadLetters = createMessageQueue(queueOptions)
    const tenant: Tenant = {
      name,
      requests: createMessageQueue({
        ...queueOptions,
        faults,
        keepExpired: ({ bytes, header }) =>
          void deadLetters.offer(bytes, { ...header, ttlMs: undefined }),
      }),
      // Of their own: a flood of requests must not cost the result of one that was applied (PWB-TTL-4).
      results: createMessageQueue({ ...shared, budget: newBudget() }),
      deadLetters,
      users: [],
      connections: new Set(),
      watchers: new Set(),
    }
    tenant.users = membersOf(tenant, [credentials])
    return tenant
  }

  function membersOf(tenant: Tenant, generations: readonly TenantCredentials[]): User[] {
    const { portal, agent } = grantsOf(config.addresses, tenant)
    return generations.flatMap((credentials) => [
      { ...credentials.portal, member: { tenant, grants: portal } },
      { ...credentials.agent, member: { tenant, grants: agent } },
    ])
  }

  /** Why the tenant cannot have these credentials, or undefined. */
  function takenBy(name: string, generations: readonly TenantCredentials[]) {
    const names = generations.flatMap(({ portal, agent }) => [portal.username, agent.username])
    const taken = names.find((one) => {
      const holder = users.get(one)
      return holder !== undefined && holder.member?.tenant.name !== name
    })
    return taken === undefined ? undefined : `the username ${taken} is taken: choose another`
  }

  function queueAt({ name, requests, results }: Tenant, address: string) {
    const { sendRequests, receiveRequests, sendResults, receiveResults } = config.addresses
    const isOneOf = (...templates: string[]) =>
      templates.some((template) => fill(template, name) === address)
    if (isOneOf(sendRequests, receiveRequests)) return requests
    return isOneOf(sendResults, receiveResults) ? results : undefined
  }

  /** Whether a fault takes the wrong secret of a user for the right one. */
  function isExcused(secret: string): boolean {
    if (faults.fires('relay-takes-any-secret')) return true
    if (!faults.fires('relay-takes-foreign-secret')) return false
    const given = verifierOf(secret)
    return [...users.values()].some((other) => sameVerifier(given, other.verifier))
  }

  /** The fault of letting each credential in once at a time. */
  function isSecondUnder({ username: name, member }: User): boolean {
    const present = [...(member?.tenant.connections ?? [])]
    return (
      present.some((one) => one.username() === name) && faults.fires('relay-takes-one-connection')
    )
  }

  function retire(tenant: Tenant) {
    tenants.delete(tenant.name)
    for (const user of tenant.users) users.delete(user.username)
    tenant.requests.close()
    tenant.results.close()
    tenant.deadLetters.close()
    for (const connection of tenant.connections) connection.close(REFUSALS.retired)
  }

  return {
    authenticate(given, secret) {
      const user = users.get(given)
      const right = sameVerifier(verifierOf(secret), user?.verifier ?? NOBODY)
      const known = right || (user !== undefined && isExcused(secret)) ? user : undefined
      return known !== undefined && isSecondUnder(known) ? undefined : known
    },
    create(name, credentials) {
      const problem = takenBy(name, [credentials])
      if (problem !== undefined) return problem
      const before = tenants.get(name)
      if (before !== undefined) retire(before)
      const tenant = build(name, credentials)
      tenants.set(name, tenant)
      for (const user of tenant.users) users.set(user.username, user)
      return undefined
    },
    update(name, generations) {
      const tenant = tenants.get(name)
      if (tenant === undefined) return `there is no tenant ${name}: make it first`
      const problem = takenBy(name, generations)
      if (problem !== undefined) return problem
      for (const user of tenant.users) users.delete(user.username)
      tenant.users = membersOf(tenant, generations)
      for (const user of tenant.users) users.set(user.username, user)
      const valid = new Set(tenant.users.map(({ username: one }) => one))
      for (const connection of tenant.connections) {
        if (!valid.has(connection.username() ?? '')) connection.close(REFUSALS.retired)
      }
      return undefined
    },
    delete(name) {
      const tenant = tenants.get(name)
      if (tenant === undefined) return false
      retire(tenant)
      return true
    },
    read(name) {
      const tenant = tenants.get(name)
      return tenant && { requests: tenant.requests.counters, results: tenant.results.counters }
    },
    all: () => tenants.values(),
    beyondGrants(tenant, address) {
      const { deadLetters } = tenant
      const isDead = fill(`${config.addresses.receiveRequests}/$DeadLetterQueue`, tenant.name)
      if (deadLetters.counters.enqueued > 0 && isDead === address) return deadLetters
      if (faults.fires('relay-grants-all')) return queueAt(tenant, address)
      if (!faults.fires('relay-grants-neighbours')) return undefined
      const others = [...tenants.values()].filter((other) => other !== tenant)
      return others.map((other) => queueAt(other, address)).find((queue) => queue !== undefined)
    },
    inProgress,
    clear() {
      for (const tenant of tenants.values()) retire(tenant)
    },
  }
}

function grantsOf(addresses: Addresses, tenant: Tenant): { portal: Grants; agent: Grants } {
  const at = (template: string, queue: MessageQueue) =>
    new Map([[fill(template, tenant.name), queue]])
  const { presence } = addresses
  return {
    portal: {
      targets: at(addresses.sendRequests, tenant.requests),
      sources: at(addresses.receiveResults, tenant.results),
      presence: presence === null ? undefined : fill(presence, tenant.name),
    },
    agent: {
      targets: at(addresses.sendResults, tenant.results),
      sources: at(addresses.receiveRequests, tenant.requests),
      presence: undefined,
    },
  }
}
