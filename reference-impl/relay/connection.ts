import type { Duplex } from 'node:stream'
import rhea, { type EventContext } from 'rhea'
import type { RelayConfig } from '../../harness/contract/role-config.ts'
import { announcedMs, enforceIdleTimeOut } from '../protocol/idle-time-out.ts'
import { sendInSeveralTransfers } from '../protocol/several-transfers.ts'
import { writeInPieces } from '../protocol/write-in-pieces.ts'
import { writeOncePerTurn } from '../protocol/write-once-per-turn.ts'
import type { Faults } from '../faults.ts'
import { createAttachments } from './attachments.ts'
import { REFUSALS } from './refusals.ts'
import {
  accept,
  boundDispositions,
  guardWrites,
  isRefused,
  takeUndecoded,
  tellClosed,
  unfinishedFrameBytes,
} from './rhea-internals.ts'
import type { ClientConnection, Tenants, User } from './tenants.ts'

export interface ConnectionOptions {
  /** Of AMQP: a TLS socket, or a WebSocket in one. */
  readonly socket: Duplex
  readonly config: RelayConfig
  readonly tenants: Tenants
  readonly faults: Faults
  /** The socket is gone, and everything that hung on it is given back. */
  readonly onClosed: (connection: ClientConnection) => void
}

/** Real time: how long a peer may take to prove who it is, and to answer a goodbye. */
const HANDSHAKE_MS = 10_000
const GOODBYE_MS = 500

/** What a transfer frame may add to the message in it. */
const FRAME_OVERHEAD_BYTES = 1_024

/** After these the peer is expected to close; it does not get long. */
const ENDINGS = ['connection_close', 'disconnected', 'protocol_error', 'error']
/** Answered elsewhere, or needing no answer; without a listener rhea throws or prints. */
const QUIET = ['connection_error', 'session_error', 'sender_error', 'receiver_error']

const rheaOptions = (config: RelayConfig) => ({
  idle_time_out: announcedMs(config.network.idleTimeoutMs),
  max_frame_size: config.maxMessageBytes + FRAME_OVERHEAD_BYTES,
  reconnect: false,
  receiver_options: { credit_window: 0, autoaccept: false },
})

/**
 * One client. Whatever it sends, only its own connection ends. Who it is is fixed when SASL PLAIN
 * succeeds, and decides at each attach what a link may do (PWB-SEC-4, PWB-SEC-5).
 */
export function openConnection(options: ConnectionOptions): ClientConnection {
  const { socket, config, tenants, faults, onClosed } = options
  const container = rhea.create_container({
    id: 'writeback-relay',
    treat_modified_as_released: false,
  })
  const connection = container.create_connection({ ...rheaOptions(config), port: 0 })
  const attachments = createAttachments({
    tenants,
    faults,
    maxMessageBytes: config.maxMessageBytes,
  })
  let user: User | undefined

  const handshake = setTimeout(() => socket.destroy(), HANDSHAKE_MS).unref()
  const endSoon = () => setTimeout(() => socket.destroy(), GOODBYE_MS).unref()

  const self: ClientConnection = {
    username: () => user?.username,
    close(error) {
      connection.close(error)
      endSoon()
    },
  }

  /** The peer broke the protocol: nothing more is read from it. */
  const breakOff = (condition: string, description: string) => {
    socket.pause()
    self.close({ condition, description })
  }

  container.sasl_server_mechanisms.enable_plain((username: unknown, secret: unknown) => {
    if (typeof username === 'string' && typeof secret === 'string') {
      user = tenants.authenticate(username, secret)
    }
    if (user === undefined) endSoon()
    else clearTimeout(handshake)
    user?.member?.tenant.connections.add(self)
    return user !== undefined
  })

  container.on('connection_open', () =>
    enforceIdleTimeOut(connection, config.network.idleTimeoutMs),
  )
  container.on('session_open', ({ session }: EventContext) => {
    if (session === undefined) return
    takeUndecoded(session, { maxMessageBytes: config.maxMessageBytes, violated: breakOff })
    boundDispositions(session)
    sendInSeveralTransfers(session, () => faults.fires('relay-splits-transfers'))
  })
  container.on('sender_open', ({ sender }: EventContext) => {
    if (sender !== undefined && user !== undefined) attachments.openSender(sender, user)
  })
  container.on('receiver_open', ({ receiver }: EventContext) => {
    if (receiver !== undefined && user !== undefined) attachments.openReceiver(receiver, user)
  })
  container.on('sender_close', ({ sender }: EventContext) => attachments.end(sender))
  container.on('session_close', ({ session }: EventContext) => attachments.endSession(session))
  for (const event of ENDINGS) container.on(event, endSoon)
  for (const event of QUIET) container.on(event, () => undefined)

  if (faults.fires('relay-splits-writes')) writeInPieces(socket)
  else writeOncePerTurn(connection, socket)
  guardWrites(connection, () => socket.destroy())
  accept(connection, socket)
  socket.on('data', () => {
    if (isRefused(connection)) endSoon()
    if (unfinishedFrameBytes(connection) <= config.maxMessageBytes + FRAME_OVERHEAD_BYTES) return
    breakOff(REFUSALS.frameTooLarge.condition, REFUSALS.frameTooLarge.description)
  })
  socket.once('close', () => {
    clearTimeout(handshake)
    user?.member?.tenant.connections.delete(self)
    attachments.endAll()
    tellClosed(connection)
    onClosed(self)
  })
  return self
}
