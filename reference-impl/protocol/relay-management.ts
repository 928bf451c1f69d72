import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import rhea, { type EventContext, type Message } from 'rhea'
import { z } from 'zod'
import type { Edge } from '../../harness/contract/edge.ts'
import type { RelayTransport } from '../../harness/contract/role-config.ts'
import { guardRhea } from './guard-rhea.ts'
import { dialledBy } from './relay-dial.ts'

/**
 * How a portal makes and drops a tenant at the relay: AMQP request and reply over `$management`,
 * in the manner of AMQP management. One data section of JSON in a CREATE, an UPDATE and in READ's reply.
 */
export const MANAGEMENT = {
  address: '$management',
  type: 'writeback:tenant',
  operations: ['CREATE', 'UPDATE', 'DELETE', 'READ'],
} as const
type ManagementOperation = (typeof MANAGEMENT.operations)[number]

export const MANAGEMENT_STATUS = {
  ok: 200,
  created: 201,
  badRequest: 400,
  unauthorized: 401,
  notFound: 404,
} as const

export const tenantNameSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, 'a tenant is 1-40 of a-z, 0-9 and "-"')

const credentialSchema = z.strictObject({
  username: z.string().min(1).max(128),
  /** SHA-256 (hex) of a random 256-bit secret: the relay never stores the secret (PWB-SEC-11). */
  verifier: z.string().regex(/^[0-9a-f]{64}$/, 'a verifier is 64 lower-case hex digits'),
})

/** CREATE's body. The portal may only send requests and receive results, the agent the reverse (PWB-SEC-5). */
export const tenantCredentialsSchema = z
  .strictObject({ portal: credentialSchema, agent: credentialSchema })
  .refine(
    ({ portal, agent }) => portal.username !== agent.username,
    'portal and agent need usernames of their own',
  )
export type TenantCredentials = z.infer<typeof tenantCredentialsSchema>

/** UPDATE's body: every pair that is valid from then on, so that a rollover loses nothing (PWB-KEY-4). */
export const credentialGenerationsSchema = z.array(tenantCredentialsSchema).min(1).max(4)
type Credentials = TenantCredentials | readonly TenantCredentials[]

const queueCountersSchema = z.strictObject({
  enqueued: z.int(),
  delivered: z.int(),
  settled: z.int(),
  expired: z.int(),
  refused: z.int(),
  /** Waiting now; a message that a consumer holds is not counted. */
  depth: z.int(),
})
export type QueueCounters = z.infer<typeof queueCountersSchema>

/** READ's reply, and that of a CREATE or DELETE which ended a tenant: messages since it was made. */
const tenantCountersSchema = z.strictObject({
  requests: queueCountersSchema,
  results: queueCountersSchema,
})
export type TenantCounters = z.infer<typeof tenantCountersSchema>

/** What a relay keeps of a secret: SHA-256 in hex. Enough because secrets are random and 256 bits long. */
export const verifierOf = (secret: string) => createHash('sha256').update(secret).digest('hex')

/** The relay refused, did not answer, or could not be reached. `statusCode` only when it answered. */
export class RelayManagementError extends Error {
  readonly statusCode: number | undefined

  constructor(text: string, statusCode?: number) {
    super(text)
    this.statusCode = statusCode
  }
}

export interface RelayManagementOptions {
  readonly edge: Edge
  readonly username: string
  readonly password: string
  /** Default `amqp`. */
  readonly transport?: RelayTransport
  /** How long one call may take in all, connecting included. Default 5,000. */
  readonly timeoutMs?: number
}

/** Every call rejects with a RelayManagementError; the connection is made at need and kept until `close`. */
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

interface Reply {
  readonly statusCode: number
  readonly description: string
  readonly body: unknown
}

interface Link {
  /** False once the relay refused it or was lost: the next call connects anew. */
  usable(): boolean
  ask(message: Message): Promise<Reply>
  /** Says goodbye, and drops the socket when the relay does not answer that within 500 ms. */
  close(): Promise<void>
}

const DEFAULT_TIMEOUT_MS = 5_000
const GOODBYE_MS = 500

const inWords = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** A client of the relay's management address, over verified TLS. */
export function manageRelay(options: RelayManagementOptions): RelayManagement {
  const { edge, timeoutMs = DEFAULT_TIMEOUT_MS } = options
  let link: Link | undefined

  async function ask(operation: ManagementOperation, tenant: string, body?: Credentials) {
    const name = `${operation} of tenant ${tenant} at the relay ${edge.host}:${edge.port}`
    const message: Message = {
      application_properties: { operation, type: MANAGEMENT.type, name: tenant },
      body: rhea.message.data_section(Buffer.from(body === undefined ? '' : JSON.stringify(body))),
    }
    try {
      if (link?.usable() !== true) link = openLink(options)
      return await within(timeoutMs, link.ask(message))
    } catch (error) {
      await link?.close()
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
      await link?.close()
    },
  }
}

const lastCounters = (body: unknown) => tenantCountersSchema.safeParse(body).data

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}

function connect({ edge, username, password, transport = 'amqp' }: RelayManagementOptions) {
  const { host, port, servername } = edge
  guardRhea()
  const ca = readFileSync(edge.caFile)
  const dialling = dialledBy({ host, port, servername, ca, transport }, () => undefined)
  return rhea.create_container().connect({
    port,
    connection_details: dialling,
    hostname: servername,
    username,
    password,
    reconnect: false,
  })
}

const ENDINGS = [
  'receiver_error',
  'sender_error',
  'session_error',
  'connection_error',
  'connection_close',
  'protocol_error',
  'error',
  'disconnected',
]

const causeOf = (event: string, { receiver, sender, session, error }: Partial<EventContext>) => {
  const cause = receiver?.error ?? sender?.error ?? session?.error ?? error
  if (cause instanceof Error) return cause.message
  return cause?.description ?? event.replace('_', ' ')
}

/** Attaches both links. Every call waiting or to come fails when the relay refuses or is lost. */
function openLink(options: RelayManagementOptions): Link {
  const waiting = new Map<string, (reply: Reply) => void>()
  const connection = connect(options)
  let usable = true
  const sender = connection.open_sender(MANAGEMENT.address)
  const receiver = connection.open_receiver({ source: { address: '', dynamic: true } })

  const replyAddress = new Promise<string>((resolve) => {
    receiver.once('receiver_open', () => resolve(receiver.source?.address))
  })
  const lost = new Promise<never>((_resolve, reject) => {
    for (const event of ENDINGS) {
      connection.on(event, (context: EventContext) => {
        usable = false
        reject(new Error(`its management link ended: ${causeOf(event, context)}`))
      })
    }
  })
  lost.catch(() => undefined)
  const disconnected = new Promise<void>((resolve) => {
    connection.once('disconnected', () => resolve())
    connection.once('connection_close', () => resolve())
  })
  receiver.on('message', ({ message }: EventContext) => {
    const id = String(message?.correlation_id)
    waiting.get(id)?.(replyOf(message))
    waiting.delete(id)
  })

  async function request(message: Message): Promise<Reply> {
    const reply_to = await replyAddress
    return new Promise((resolve) => {
      const message_id = randomUUID()
      waiting.set(message_id, resolve)
      sender.send({ ...message, message_id, reply_to })
    })
  }

  return {
    usable: () => usable,
    ask: (message) => Promise.race([request(message), lost]),
    async close() {
      usable = false
      connection.close()
      await within(GOODBYE_MS, disconnected).catch(() => undefined)
      connection['socket']?.destroy()
    },
  }
}

function replyOf(message: Message | undefined): Reply {
  const properties: Record<string, unknown> = message?.application_properties ?? {}
  const content: unknown = message?.body?.content
  const description = properties['statusDescription']
  return {
    statusCode: Number(properties['statusCode']),
    description: typeof description === 'string' ? description : '',
    body: Buffer.isBuffer(content) && content.length > 0 ? parseJson(content) : undefined,
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
