import rhea, { type Connection, type EventContext } from 'rhea'
import type { Duplex } from 'node:stream'
import { createDeferred } from './deferred.ts'
import { guardRhea } from './guard-rhea.ts'
import { announcedMs, sendNoKeepAlives, enforceIdleTimeOut } from './idle-time-out.ts'
import { dialledBy, type DialOptions } from './relay-dial.ts'
import { sendInSeveralTransfers } from './several-transfers.ts'
import { writeOncePerTurn } from './write-once-per-turn.ts'

export interface WireOptions extends DialOptions {
  readonly username: string
  readonly password: string
  /** What is announced to the relay is less, see `announcedMs`; empty frames keep the link alive in both directions. Real time. */
  readonly idleTimeoutMs: number
  /** False: none are sent and none are waited for. */
  readonly keepAlive: boolean
  /** Asked for each message: it is to leave in several transfers. */
  readonly splitsTransfers?: () => boolean
}

/** One AMQP connection, from dialling to its end; never used again after it. */
export interface Wire {
  readonly connection: Connection
  /** Flushes what is written, closes with the AMQP close, and waits for the end. */
  close(): Promise<void>
  /** Ends it now. */
  abort(): void
}

export interface WireEvents {
  readonly onOpen: () => void
  /** Exactly once, whether it opened before or not. */
  readonly onEnd: (reason: string) => void
}

const MAX_FRAME_BYTES = 65_536
const CLOSE_WITHIN_MS = 1_000
const LOST = 'connection lost'

const textIn = (error: object, names: readonly string[]) =>
  names.map((name): unknown => Reflect.get(error, name)).find((text) => typeof text === 'string')

/** What an event of rhea, or an error, says went wrong; never anything of a message. */
function reasonOf(context: unknown): string {
  const inner: unknown = Object(context) === context ? Reflect.get(Object(context), 'error') : null
  const error = inner ?? context
  if (typeof error !== 'object' || error === null) return LOST
  const parts = [textIn(error, ['condition', 'code']), textIn(error, ['description', 'message'])]
  return parts.filter((part) => part !== undefined).join(': ') || LOST
}

/**
 * Dials once. rhea's own reconnecting is off: it leaves links behind after a session's end and
 * gives up after an AMQP close, so one place of ours rebuilds everything.
 */
export function openWire(options: WireOptions, events: WireEvents): Wire {
  const { username, password, idleTimeoutMs, servername, keepAlive } = options
  let socket: Duplex | undefined
  let ended = false
  let reason = LOST
  const closed = createDeferred()

  const end = () => {
    if (ended) return
    ended = true
    clearTimeout(opening)
    closed.resolve()
    events.onEnd(reason)
  }
  const fail = (context: unknown) => {
    reason = reasonOf(context)
    socket?.destroy()
  }

  guardRhea()
  const container = rhea.create_container()
  container.on('error', fail)
  const connection = container.connect({
    username,
    password,
    port: options.port,
    hostname: servername,
    ...(keepAlive && { idle_time_out: announcedMs(idleTimeoutMs) }),
    max_frame_size: MAX_FRAME_BYTES,
    reconnect: false,
    connection_details: dialledBy(options, (stream) => {
      socket = stream
      stream.once('error', fail)
      stream.once('close', end)
    }),
  })
  if (socket !== undefined) writeOncePerTurn(connection, socket)
  // A peer that takes the connection and says nothing must not hold it for ever.
  const opening = setTimeout(
    () => fail({ error: { message: 'no AMQP open in time' } }),
    idleTimeoutMs,
  )
  connection.on('connection_open', () => {
    clearTimeout(opening)
    if (keepAlive) enforceIdleTimeOut(connection, idleTimeoutMs)
    else sendNoKeepAlives(connection)
    events.onOpen()
  })
  const { splitsTransfers } = options
  if (splitsTransfers !== undefined) {
    connection.on('session_open', ({ session }: EventContext) => {
      if (session !== undefined) sendInSeveralTransfers(session, splitsTransfers)
    })
  }
  connection.on('connection_error', fail)
  connection.on('connection_close', () => socket?.end(() => socket?.destroy()))
  connection.on('protocol_error', fail)
  connection.on('error', fail)
  connection.on('disconnected', (context: EventContext) => {
    if (context.error !== undefined) reason = reasonOf(context)
    socket?.destroy()
  })

  return {
    connection,
    async close() {
      if (ended) return
      const timer = setTimeout(() => socket?.destroy(), CLOSE_WITHIN_MS)
      connection.close()
      await closed.promise
      clearTimeout(timer)
    },
    abort: () => socket?.destroy(),
  }
}
