import type { Connection, Delivery, Receiver, Sender, Session } from 'rhea'
import type { Duplex } from 'node:stream'

/**
 * What the relay needs of rhea beyond its typed interface, narrowed here and nowhere else: message
 * bytes as they came, and bounds on what a peer can make the library do.
 */

/** Stand in for the bytes of a message; compared by identity. */
export const TOO_LARGE = Buffer.from('too large')
export const ABORTED = Buffer.from('aborted')
const NOTHING = Buffer.alloc(0)

/** Given to transfers so that rhea hands on their bytes instead of decoding them; never sent. */
const UNDECODED = 0x80_00_00_00
const STANDARD_FORMAT = 0

interface TransferFrame {
  performative: {
    message_format?: number | null
    delivery_id?: number | null
    more?: boolean | null
    aborted?: boolean | null
    handle: number
  }
  payload?: Buffer
}

interface SessionInternals {
  on_transfer(frame: TransferFrame): void
  on_disposition(frame: { performative: { first: number; last?: number | null } }): void
  _get_link(frame: TransferFrame): object
  outgoing: { available(): number; next_delivery_id: number }
  incoming: { next_delivery_id: number | undefined }
}

interface LinkInternals {
  credit: number
  delivery_count: number
  local: {
    attach: {
      max_message_size?: number
      snd_settle_mode?: number
    }
  }
  remote: { attach?: { snd_settle_mode?: number | null } }
  _incomplete?: { frames: Buffer[] }
}

const isLink = (value: object): value is LinkInternals =>
  'credit' in value && 'delivery_count' in value && 'local' in value && 'remote' in value

const isSession = (value: object): value is SessionInternals =>
  'on_transfer' in value && 'on_disposition' in value && 'outgoing' in value && 'incoming' in value

function linkOf(link: object): LinkInternals {
  if (isLink(link)) return link
  throw new TypeError('a link of rhea is not made as this relay knows it (3.0.5)')
}

function sessionOf(session: object): SessionInternals {
  if (isSession(session)) return session
  throw new TypeError('a session of rhea is not made as this relay knows it (3.0.5)')
}

/** Credit that a consumer granted. */
export const creditOf = (sender: Sender) => linkOf(sender).credit

/** Transfers that the link has written so far. */
export const writtenOn = (sender: Sender) => linkOf(sender).delivery_count

/** Unsettled deliveries that the link's session can still take. */
export const roomOf = (sender: Sender) => sessionOf(sender.session).outgoing.available()

/** Sends bytes that are an encoded message already. */
export const sendEncoded = (sender: Sender, bytes: Buffer): Delivery =>
  sender.send(bytes, undefined, STANDARD_FORMAT)

/** Answers an attach with the addresses that it asked for. */
export function agreeOnAddresses(link: Sender | Receiver): void {
  link.set_source({ address: addressOf(link.source) ?? '' })
  link.set_target({ address: addressOf(link.target) ?? '' })
}

/** The address of a terminus; undefined when the peer gave none, or no terminus at all. */
export function addressOf(terminus: { address?: string } | null | undefined): string | undefined {
  const address: unknown = terminus?.address
  return typeof address === 'string' ? address : undefined
}

/** Announces the limit in the attach that answers the peer's. */
export const announceLimit = (receiver: Receiver, maxMessageBytes: number) => {
  linkOf(receiver).local.attach.max_message_size = maxMessageBytes
}

/** True when the consumer asked for settled transfers; then the answer agrees and each send is settled. */
export function agreeOnSettlement(sender: Sender): boolean {
  const { local, remote } = linkOf(sender)
  const settled = remote.attach?.snd_settle_mode === 1
  if (settled) local.attach.snd_settle_mode = 1
  return settled
}

/** Ends a delivery without telling the sender: it gave it up. */
export const forget = (delivery: Delivery) => {
  Object.assign(delivery, { settled: true })
}

export interface TransferLimits {
  readonly maxMessageBytes: number
  /** The peer sent what it had no leave to send. */
  violated(condition: string, description: string): void
}

/**
 * Makes a session hand over undecoded messages. A transfer beyond the credit is a violation. Of a
 * message that grows too large the rest is thrown away as it comes: it arrives as `TOO_LARGE`, and
 * an aborted one as `ABORTED`.
 */
export function takeUndecoded(session: Session, limits: TransferLimits): void {
  const inner = sessionOf(session)
  const onTransfer = inner.on_transfer.bind(session)
  const receivedBytes = new WeakMap<object, number>()

  /** What rhea is to collect for this frame: its bytes, or none once the message is not wanted. */
  function payloadFor({ performative, payload = NOTHING }: TransferFrame, link: object): Buffer {
    const sizeBytes = (receivedBytes.get(link) ?? 0) + payload.length
    receivedBytes.set(link, performative.more === true ? sizeBytes : 0)
    if (performative.aborted === true) return ABORTED
    if (sizeBytes <= limits.maxMessageBytes) return payload
    return performative.more === true ? NOTHING : TOO_LARGE
  }

  inner.on_transfer = (frame) => {
    const { performative } = frame
    const link = inner['_get_link'](frame)
    const unfinished = linkOf(link)['_incomplete']
    if (unfinished === undefined && linkOf(link).credit <= 0) {
      limits.violated('amqp:link:transfer-limit-exceeded', 'a transfer without credit')
      return
    }
    if (unfinished === undefined && !Number.isInteger(performative.delivery_id)) {
      limits.violated('amqp:invalid-field', 'a first transfer without delivery-id')
      return
    }
    performative.message_format = UNDECODED
    if (performative.aborted === true) performative.more = false
    const payload = payloadFor(frame, link)
    if (payload !== frame.payload && unfinished !== undefined) unfinished.frames = []
    frame.payload = payload
    onTransfer(frame)
  }
}

/** Cuts a disposition to deliveries that exist: rhea walks the whole range, up to 2^32. */
export function boundDispositions(session: Session): void {
  const inner = sessionOf(session)
  const onDisposition = inner.on_disposition.bind(session)
  inner.on_disposition = (frame) => {
    const { first, last } = frame.performative
    const highest = Math.max(inner.outgoing.next_delivery_id, inner.incoming.next_delivery_id ?? 0)
    if (first >= highest) return
    if (typeof last === 'number' && last >= highest) frame.performative.last = highest - 1
    onDisposition(frame)
  }
}

/**
 * rhea writes what is due in a turn of its own, where a throw would end the process: what a peer said
 * may make a frame that cannot be encoded. `failed` ends its connection instead.
 */
export function guardWrites(connection: Connection, failed: () => void): void {
  const write: () => void = connection['_process'].bind(connection)
  connection['_process'] = () => {
    try {
      write()
    } catch {
      failed()
    }
  }
}

/** Speaks AMQP as the server on an accepted stream. */
export const accept = (connection: Connection, socket: Duplex): void => {
  connection['accept'](socket)
}

/** Size that the peer announced for a frame which has not fully arrived. */
export const unfinishedFrameBytes = (connection: Connection): number =>
  connection['frame_size'] ?? 0

/** True once the peer was told that it did not prove who it is. */
export const isRefused = (connection: Connection): boolean =>
  (connection['sasl_transport']?.outcome ?? 0) > 0

/** Tells rhea that the socket is gone, so that it ends its timers. */
export const tellClosed = (connection: Connection): void => {
  connection['eof']()
}
