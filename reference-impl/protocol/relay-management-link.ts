import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import rhea, { type EventContext, type Message } from 'rhea'
import type { Edge } from '../../harness/contract/edge.ts'
import type { RelayTransport } from '../../harness/contract/role-config.ts'
import { guardRhea } from './guard-rhea.ts'
import { dialledBy } from './relay-dial.ts'
import { MANAGEMENT } from './relay-management-forms.ts'

export interface RelayManagementOptions {
  readonly edge: Edge
  readonly username: string
  readonly password: string
  /** Default `amqp`. */
  readonly transport?: RelayTransport
  /** How long one call may take in all, connecting included. Default 5,000. */
  readonly timeoutMs?: number
}

interface Reply {
  readonly statusCode: number
  readonly description: string
  readonly body: unknown
}

/** The relay refused the link, or it was lost before the answer. */
export class ManagementLinkEnded extends Error {}

export interface ManagementLink {
  /** False once the relay refused it or was lost: the next call connects anew. */
  usable(): boolean
  /** True once the relay has taken it: what ends it later is not a refusal of this client. */
  established(): boolean
  ask(message: Message): Promise<Reply>
  /** Says goodbye, and drops the socket when the relay does not answer that within 500 ms. */
  close(): Promise<void>
}

const GOODBYE_MS = 500

/** Rejects when the work is late, which goes on. */
export async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
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
export function openLink(options: RelayManagementOptions): ManagementLink {
  const waiting = new Map<string, (reply: Reply) => void>()
  const connection = connect(options)
  let usable = true
  let established = false
  const sender = connection.open_sender(MANAGEMENT.address)
  const receiver = connection.open_receiver({ source: { address: '', dynamic: true } })

  const replyAddress = new Promise<string>((resolve) => {
    receiver.once('receiver_open', () => {
      established = true
      resolve(receiver.source?.address)
    })
  })
  const lost = new Promise<never>((_resolve, reject) => {
    for (const event of ENDINGS) {
      connection.on(event, (context: EventContext) => {
        usable = false
        const cause = causeOf(event, context)
        reject(new ManagementLinkEnded(`its management link ended: ${cause}`))
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
    established: () => established,
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
