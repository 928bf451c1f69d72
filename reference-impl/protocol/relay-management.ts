import rhea, { type Message } from 'rhea'
import {
  type Credentials,
  MANAGEMENT,
  MANAGEMENT_STATUS,
  type ManagementOperation,
  type TenantCounters,
  type TenantCredentials,
  tenantCountersSchema,
} from './relay-management-forms.ts'
import {
  type ManagementLink,
  ManagementLinkEnded,
  openLink,
  type RelayManagementOptions,
  within,
} from './relay-management-link.ts'

/** The relay refused, did not answer, or could not be reached. `statusCode` only when it answered. */
export class RelayManagementError extends Error {
  readonly statusCode: number | undefined

  constructor(text: string, statusCode?: number) {
    super(text)
    this.statusCode = statusCode
  }
}

/**
 * Every call rejects with a RelayManagementError. The connection is made at need and kept until `close`;
 * one that the relay closed meanwhile is a call's business only when the next one fails too: every call
 * may be made twice, so it is tried once more on a fresh connection, within its time.
 */
export interface RelayManagement {
  /**
   * Makes the tenant; one that exists gets new credentials, loses its messages and its connections. What
   * was counted of it until that very moment is told.
   */
  createTenant(tenant: string, body: TenantCredentials): Promise<TenantCounters | undefined>
  /**
   * These pairs are valid from now on. The tenant's messages stay, and so do the connections of
   * credentials that are still among them.
   */
  updateTenant(tenant: string, generations: readonly TenantCredentials[]): Promise<void>
  /** Resolves when the tenant is gone, also when it was gone already; with its last counters. */
  deleteTenant(tenant: string): Promise<TenantCounters | undefined>
  readTenant(tenant: string): Promise<TenantCounters>
  close(): Promise<void>
}

const DEFAULT_TIMEOUT_MS = 5_000

const inWords = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Closes only its own link: another call may have opened the next one already. */
async function askOn(used: ManagementLink, message: Message, leftMs: number) {
  try {
    return await within(leftMs, used.ask(message))
  } catch (error) {
    await used.close()
    throw error
  }
}

/** A client of the relay's management address, over verified TLS. */
export function manageRelay(options: RelayManagementOptions): RelayManagement {
  const { edge, timeoutMs = DEFAULT_TIMEOUT_MS } = options
  let link: ManagementLink | undefined
  let closing = false

  function fresh(): ManagementLink {
    link = openLink(options)
    return link
  }

  async function askKeptOrFresh(message: Message) {
    const kept = link?.usable() === true ? link : undefined
    if (kept === undefined) return askOn(fresh(), message, timeoutMs)
    const wasEstablished = kept.established()
    const askedAtMs = performance.now()
    try {
      return await askOn(kept, message, timeoutMs)
    } catch (error) {
      const wasStale = wasEstablished && error instanceof ManagementLinkEnded && !closing
      if (!wasStale) throw error
      const leftMs = Math.max(0, Math.round(timeoutMs - (performance.now() - askedAtMs)))
      const next = link !== kept && link?.usable() === true ? link : fresh()
      return askOn(next, message, leftMs)
    }
  }

  async function ask(operation: ManagementOperation, tenant: string, body?: Credentials) {
    const name = `${operation} of tenant ${tenant} at the relay ${edge.host}:${edge.port}`
    const message: Message = {
      application_properties: { operation, type: MANAGEMENT.type, name: tenant },
      body: rhea.message.data_section(Buffer.from(body === undefined ? '' : JSON.stringify(body))),
    }
    try {
      return await askKeptOrFresh(message)
    } catch (error) {
      throw new RelayManagementError(`${name}: ${inWords(error)}`)
    }
  }

  async function demand(operation: ManagementOperation, tenant: string, body?: Credentials) {
    const reply = await ask(operation, tenant, body)
    if (reply.statusCode < 300) return reply
    const text = `the relay refused ${operation} of tenant ${tenant}: ${reply.statusCode} ${reply.description}`
    throw new RelayManagementError(text, reply.statusCode)
  }

  return {
    async createTenant(tenant, credentials) {
      const { body } = await demand('CREATE', tenant, credentials)
      return lastCounters(body)
    },
    async updateTenant(tenant, generations) {
      await demand('UPDATE', tenant, generations)
    },
    async deleteTenant(tenant) {
      try {
        return lastCounters((await demand('DELETE', tenant)).body)
      } catch (error) {
        const gone =
          error instanceof RelayManagementError && error.statusCode === MANAGEMENT_STATUS.notFound
        if (!gone) throw error
        return undefined
      }
    },
    async readTenant(tenant) {
      const { body } = await demand('READ', tenant)
      const parsed = tenantCountersSchema.safeParse(body)
      if (parsed.success) return parsed.data
      throw new RelayManagementError(`the relay's counters of ${tenant} are not as agreed`)
    },
    async close() {
      closing = true
      await link?.close()
    },
  }
}

const lastCounters = (body: unknown) => tenantCountersSchema.safeParse(body).data
