import type { Frame } from './amqp-frames.ts'
import { type MessageSections, measureSections } from './amqp-sections.ts'
import { AmqpError, isNull, listFields, readBoolean, readUint } from './amqp-types.ts'
import type { Direction } from '../direction.ts'

/** A complete transfer. */
export interface Delivery {
  readonly handle: number
  readonly deliveryId: number | null
  /** The sender asks for no disposition. */
  readonly settled: boolean
  readonly frames: number
  /** Envelope sections and body: the payload of all its frames, without performatives. */
  readonly sizeBytes: number
  /** Null when the message is too long to be kept, or in a format of its own. */
  readonly sections: MessageSections | null
}

/** What a transfer frame is to its delivery. */
interface TransferStep {
  /** The same for all frames of one delivery; not reused while it lasts. */
  readonly key: string
  readonly first: boolean
  /** Set with the last frame, unless the sender aborted the delivery. */
  readonly delivery: Delivery | null
  readonly last: boolean
}

/** Puts transfers that span frames together, for both directions of one connection. */
export interface Transfers {
  step(direction: Direction, frame: Frame): TransferStep
  /** The session's unfinished deliveries are void. */
  forget(direction: Direction, channel: number): void
}

interface Unfinished {
  deliveryId: number | null
  settled: boolean
  frames: number
  sizeBytes: number
  /** Null once too long. */
  payload: Buffer[] | null
}

/** AMQP 1.0 part 2, section 2.7.5. */
const TRANSFER_FIELDS = 10
/** Longer messages are counted, but their sections are not measured. */
const MOST_KEPT_BYTES = 1024 * 1024

function readTransfer({ buffer, fieldsAt, end }: Frame) {
  const fields = listFields(buffer, fieldsAt, end, TRANSFER_FIELDS)
  const [handleAt, deliveryIdAt, , , settledAt, moreAt, , , , abortedAt] = fields
  const flag = (at: number | undefined) => at !== undefined && readBoolean(buffer, at)
  const handle = handleAt === undefined ? null : readUint(buffer, handleAt)
  if (handle === null) throw new AmqpError('a transfer without a handle')
  const hasId = deliveryIdAt !== undefined && !isNull(buffer, deliveryIdAt)
  return {
    handle,
    deliveryId: hasId ? readUint(buffer, deliveryIdAt) : null,
    settled: flag(settledAt),
    more: flag(moreAt),
    aborted: flag(abortedAt),
  }
}

function append(unfinished: Unfinished, payload: Buffer, keep: boolean) {
  unfinished.frames++
  unfinished.sizeBytes += payload.length
  if (unfinished.sizeBytes > MOST_KEPT_BYTES) unfinished.payload = null
  unfinished.payload?.push(keep ? Buffer.from(payload) : payload)
}

const finish = (handle: number, { payload, ...rest }: Unfinished): Delivery => {
  const [only] = payload ?? []
  const whole = payload?.length === 1 ? only : payload && Buffer.concat(payload)
  return { handle, ...rest, sections: whole ? measureSections(whole) : null }
}

const sessionKey = (direction: Direction, channel: number) => `${direction} ${channel} `

export function createTransfers(): Transfers {
  const unfinished = new Map<string, Unfinished>()

  return {
    step(direction, frame) {
      const { handle, deliveryId, settled, more, aborted } = readTransfer(frame)
      const key = `${sessionKey(direction, frame.channel)}${handle}`
      const before = unfinished.get(key)
      // A link that was detached half-way leaves a delivery that its successor does not continue.
      const continues = deliveryId === null || deliveryId === before?.deliveryId
      const known = continues ? before : undefined
      const own = known ?? { deliveryId, settled, frames: 0, sizeBytes: 0, payload: [] }
      own.settled ||= settled
      append(own, frame.buffer.subarray(frame.payloadAt, frame.end), more)
      const last = aborted || !more
      if (last) unfinished.delete(key)
      else unfinished.set(key, own)
      return {
        key,
        first: known === undefined,
        last,
        delivery: last && !aborted ? finish(handle, own) : null,
      }
    },
    forget(direction, channel) {
      const prefix = sessionKey(direction, channel)
      for (const key of unfinished.keys()) if (key.startsWith(prefix)) unfinished.delete(key)
    },
  }
}
