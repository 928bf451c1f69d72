import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import rhea, { type Connection, type EventContext, type Sender } from 'rhea'
import type { Edge } from '../../contract/edge.ts'

/** What somebody logs in to a relay by. */
export interface RelayLogin {
  readonly username: string
  readonly password: string
}

/** What the relay said: `taken`, or why not (empty when it gave no reason). */
export type RelayAnswer =
  | { readonly taken: true }
  | { readonly taken: false; readonly reason: string }

export interface LinkAttempt {
  readonly as: 'sender' | 'receiver'
  readonly address: string
}

/**
 * A relay answers an attach that it refuses with an attach without terminus and then a detach (AMQP 1.0 part
 * 2, section 2.6.3), or by ending the session; brokers do either. So long after an attach no refusal came.
 */
const REFUSED_WITHIN_MS = 200
/** So long after credit was given no message came. */
const COMES_WITHIN_MS = 300
/** So long after a message was sent no outcome came. */
const ANSWERED_WITHIN_MS = 2_000
const NO_ANSWER = `no outcome within ${ANSWERED_WITHIN_MS / 1000} s`
const TAKEN: RelayAnswer = { taken: true }

const refused = (reason: string): RelayAnswer => ({ taken: false, reason })

const errorIn = (state: unknown): unknown =>
  typeof state === 'object' && state !== null && 'error' in state ? state.error : undefined

/** Where rhea keeps what the peer said, the closest to what was refused first. */
const errorsIn = ({ connection, session, receiver, sender, delivery, error }: EventContext) => [
  errorIn(delivery?.remote_state),
  sender?.error,
  receiver?.error,
  session?.error,
  connection.error,
  error,
]

const describeError = (error: unknown): string => {
  if (error instanceof Error) return error.message
  if (typeof error !== 'object' || error === null) return ''
  // Getters of a prototype, in what rhea decodes: no spreading.
  const parts = ['condition', 'description'].map((name) => String(Reflect.get(error, name) ?? ''))
  return parts.filter((part) => part !== '').join(': ')
}

const reasonIn = (context: EventContext): string =>
  errorsIn(context)
    .map(describeError)
    .find((text) => text !== '') ?? ''

/** Resolves with the first refusal that any of the events tells. */
const firstRefusal = (connection: Connection, events: readonly string[], timeoutMs: number) =>
  new Promise<RelayAnswer>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`the relay did not answer within ${timeoutMs} ms`)),
      timeoutMs,
    )
    timer.unref()
    for (const event of events) {
      connection.once(event, (context: EventContext) => {
        clearTimeout(timer)
        resolve(refused(reasonIn(context)))
      })
    }
  })

const CONNECTION_ENDS = ['connection_error', 'connection_close', 'disconnected'] as const
const LINK_ENDS = [
  'sender_error',
  'sender_close',
  'receiver_error',
  'receiver_close',
  'session_error',
  'session_close',
  ...CONNECTION_ENDS,
] as const

const attach = (connection: Connection, { as, address }: LinkAttempt) =>
  as === 'sender'
    ? connection.open_sender({ target: { address } })
    : connection.open_receiver({ source: { address }, credit_window: 0, autoaccept: false })

export interface RelayAttempts {
  /** Whether the relay lets this login in at all. */
  connects(login: RelayLogin): Promise<RelayAnswer>
  /** Whether this login may attach this link. */
  attaches(login: RelayLogin, link: LinkAttempt): Promise<RelayAnswer>
  /**
   * Whether this login may use this link: one that was attached to send on is sent an empty message on, for
   * there are relays that refuse only that, by the session's end.
   */
  uses(login: RelayLogin, link: LinkAttempt): Promise<RelayAnswer>
  /**
   * Sends bodies of these sizes one after the other, each awaited; what the relay said of each. A refusal may
   * end link and session: the next goes out on new ones.
   */
  sends(
    login: RelayLogin,
    address: string,
    sizes: readonly number[],
    ttlMs?: number,
  ): Promise<RelayAnswer[]>
  /** Whether a message waits at the address for this login; it is put back. */
  holds(login: RelayLogin, address: string): Promise<'refused' | 'empty' | 'message'>
}

/** Tries what a relay lets somebody do; each attempt on a connection of its own, closed afterwards. */
export function createRelayAttempts(edge: Edge, timeoutMs: number): RelayAttempts {
  const ca = readFileSync(edge.caFile)

  const dial = ({ username, password }: RelayLogin) =>
    rhea.create_container().connect({
      host: edge.host,
      port: edge.port,
      transport: 'tls',
      ca: [ca],
      servername: edge.servername,
      username,
      password,
      reconnect: false,
    })

  async function on<T>(login: RelayLogin, work: (connection: Connection) => Promise<T>) {
    const connection = dial(login)
    // Without a listener rhea throws what no attempt is waiting for any more.
    for (const event of LINK_ENDS) connection.on(event, () => undefined)
    try {
      return await work(connection)
    } finally {
      connection.close()
      connection.removeAllListeners('message')
    }
  }

  /** Waits for the opening, then whether it is taken back. */
  async function stays(connection: Connection, opened: string, ends: readonly string[]) {
    const refusal = firstRefusal(connection, ends, timeoutMs)
    const answer = await Promise.race([once(connection, opened).then(() => TAKEN), refusal])
    if (!answer.taken) return answer
    return Promise.race([refusal, sleep(REFUSED_WITHIN_MS, TAKEN)])
  }

  async function sendOne(connection: Connection, sender: Sender, size: number, ttlMs: number) {
    const refusal = firstRefusal(
      connection,
      ['rejected', 'released', 'modified', ...LINK_ENDS],
      timeoutMs,
    )
    const accepted = once(connection, 'accepted').then(() => TAKEN)
    sender.send({ ttl: ttlMs, body: rhea.message.data_section(Buffer.alloc(size)) })
    const silence = sleep(ANSWERED_WITHIN_MS, refused(NO_ANSWER), { ref: false })
    return Promise.race([accepted, refusal, silence])
  }

  /** Sends until all are answered, or until the link is over; what was said of each that was sent. */
  const sendWhileAttached = (
    login: RelayLogin,
    address: string,
    sizes: readonly number[],
    ttlMs: number,
  ) =>
    on(login, async (connection) => {
      const sender = connection.open_sender({ target: { address } })
      const refusal = firstRefusal(connection, LINK_ENDS, timeoutMs)
      let over = false
      for (const event of LINK_ENDS) {
        connection.once(event, () => {
          over = true
        })
      }
      const sendable = once(connection, 'sendable').then(() => TAKEN)
      const attached = await Promise.race([sendable, refusal])
      const answers: RelayAnswer[] = attached.taken ? [] : [attached]
      for (const size of sizes.slice(answers.length)) {
        if (over && answers.length > 0) break
        answers.push(await sendOne(connection, sender, size, ttlMs))
      }
      return answers
    })

  async function sends(
    login: RelayLogin,
    address: string,
    sizes: readonly number[],
    ttlMs = timeoutMs,
  ) {
    const answers: RelayAnswer[] = []
    while (answers.length < sizes.length) {
      const left = sizes.slice(answers.length)
      answers.push(...(await sendWhileAttached(login, address, left, ttlMs)))
    }
    return answers
  }

  const attaches = (login: RelayLogin, link: LinkAttempt) =>
    on(login, (connection) => {
      attach(connection, link)
      return stays(connection, `${link.as}_open`, LINK_ENDS)
    })

  return {
    connects: (login) =>
      on(login, (connection) => stays(connection, 'connection_open', CONNECTION_ENDS)),
    attaches,
    async uses(login, link) {
      const attached = await attaches(login, link)
      if (!attached.taken || link.as === 'receiver') return attached
      const [answer = attached] = await sends(login, link.address, [0])
      return answer
    },
    holds: (login, address) =>
      on(login, async (connection) => {
        const receiver = attach(connection, { as: 'receiver', address })
        const attached = await stays(connection, 'receiver_open', LINK_ENDS)
        if (!attached.taken) return 'refused'
        const came = new Promise<'message'>((resolve) => {
          connection.once('message', ({ delivery }: EventContext) => {
            delivery?.release()
            resolve('message')
          })
        })
        if ('add_credit' in receiver) receiver.add_credit(1)
        return Promise.race([came, sleep(COMES_WITHIN_MS, 'empty' as const)])
      }),
    sends,
  }
}
