import { AmqpError, readDescribed, skipValue } from './amqp-types.ts'

/** AMQP 1.0 part 2, section 2.3: size, offset of the body in words, type, channel. */
const FRAME_HEADER_BYTES = 8
const PROTOCOL_HEADER_BYTES = 8
const WORD_BYTES = 4
/** "AMQP": as a frame's size it would be a gigabyte, so the two cannot be mistaken. */
const PROTOCOL_HEADER = 0x414d5150
/** Above what any message here needs; what claims more is not AMQP. */
const MOST_FRAME_BYTES = 16 * 1024 * 1024
const FRAME_TYPES = { amqp: 0, sasl: 1 } as const

/** Kinds of what an AMQP stream is made of, pings and pongs of a WebSocket around it included. */
export type FrameKind =
  | 'protocol-header'
  | 'sasl'
  | 'empty'
  | 'open'
  | 'begin'
  | 'attach'
  | 'flow'
  | 'transfer'
  | 'disposition'
  | 'detach'
  | 'end'
  | 'close'
  | 'ping'
  | 'pong'
  | 'unknown'

/** Numeric descriptors of the performatives (section 2.7). */
const PERFORMATIVES: ReadonlyMap<number, FrameKind> = new Map([
  [0x10, 'open'],
  [0x11, 'begin'],
  [0x12, 'attach'],
  [0x13, 'flow'],
  [0x14, 'transfer'],
  [0x15, 'disposition'],
  [0x16, 'detach'],
  [0x17, 'end'],
  [0x18, 'close'],
] as const)

/** One frame, as offsets into the buffer that holds it. */
export interface Frame {
  readonly kind: FrameKind
  readonly buffer: Buffer
  readonly start: number
  readonly end: number
  readonly channel: number
  /** The performative's list; meaningless for kinds that have none. */
  readonly fieldsAt: number
  /** What follows the performative: a transfer's payload. */
  readonly payloadAt: number
}

/** Cuts one direction of a stream into whole frames. Throws AmqpError on bytes that are not AMQP. */
export interface FrameReader {
  push(chunk: Buffer, onFrame: (frame: Frame) => void): void
}

function unitBytes(buffer: Buffer, at: number): number {
  const size = buffer.readUInt32BE(at)
  if (size === PROTOCOL_HEADER) return PROTOCOL_HEADER_BYTES
  if (size < FRAME_HEADER_BYTES || size > MOST_FRAME_BYTES) {
    throw new AmqpError(
      `a frame of ${size} bytes; ${FRAME_HEADER_BYTES} to ${MOST_FRAME_BYTES} are allowed`,
    )
  }
  return size
}

function readFrame(buffer: Buffer, start: number, end: number): Frame {
  const bare = { buffer, start, end, channel: 0, fieldsAt: end, payloadAt: end }
  if (buffer.readUInt32BE(start) === PROTOCOL_HEADER) return { ...bare, kind: 'protocol-header' }
  const bodyAt = start + buffer.readUInt8(start + 4) * WORD_BYTES
  if (bodyAt < start + FRAME_HEADER_BYTES || bodyAt > end) {
    throw new AmqpError(`a frame of ${end - start} bytes whose body begins at ${bodyAt - start}`)
  }
  const type = buffer.readUInt8(start + 5)
  if (type === FRAME_TYPES.sasl) return { ...bare, kind: 'sasl' }
  if (type !== FRAME_TYPES.amqp) throw new AmqpError(`a frame of type ${type}; 0 and 1 are known`)
  if (bodyAt === end) return { ...bare, kind: 'empty' }
  const channel = buffer.readUInt16BE(start + 6)
  const described = readDescribed(buffer, bodyAt, end)
  const kind = PERFORMATIVES.get(described?.descriptor ?? -1)
  if (described === null || kind === undefined) return { ...bare, channel, kind: 'unknown' }
  const fieldsAt = described.valueAt
  return { ...bare, kind, channel, fieldsAt, payloadAt: skipValue(buffer, fieldsAt, end) }
}

export function createFrameReader(): FrameReader {
  let carried: Buffer[] = []
  let carriedBytes = 0
  let neededBytes = 0

  /** Everything unread in one piece, or null while a frame is still incomplete. */
  const gather = (chunk: Buffer): Buffer | null => {
    if (carriedBytes === 0) return chunk
    carried.push(chunk)
    carriedBytes += chunk.length
    if (carriedBytes < neededBytes) return null
    const whole = Buffer.concat(carried)
    carried = []
    carriedBytes = 0
    return whole
  }

  const carry = (rest: Buffer, needed: number) => {
    carried = [rest]
    carriedBytes = rest.length
    neededBytes = needed
  }

  return {
    push(chunk, onFrame) {
      const buffer = gather(chunk)
      if (buffer === null) return
      let at = 0
      while (at < buffer.length) {
        const left = buffer.length - at
        const needed = left < WORD_BYTES ? WORD_BYTES : unitBytes(buffer, at)
        if (needed > left || left < WORD_BYTES) {
          carry(buffer.subarray(at), needed)
          return
        }
        onFrame(readFrame(buffer, at, at + needed))
        at += needed
      }
    },
  }
}
