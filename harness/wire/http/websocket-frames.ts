import { randomFillSync } from 'node:crypto'
import { AmqpError } from '../amqp/amqp-types.ts'

/** RFC 6455, section 5.2. */
export const OPCODES = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const

const FIN = 0x80
const RESERVED = 0x70
const OPCODE = 0x0f
const MASKED = 0x80
const LENGTH = 0x7f
const MASK_BYTES = 4
/** Lengths that say: the length is in the next 2, or 8, bytes. */
const LENGTH_16 = 126
const LENGTH_64 = 127
/** Above what any message here needs; what claims more is not AMQP over WebSocket. */
const MOST_PAYLOAD_BYTES = 16 * 1024 * 1024

/** One frame; its payload is unmasked. Fragments are frames of their own, `continuation` after the first. */
export interface WebSocketFrame {
  readonly opcode: number
  readonly payload: Buffer
}

/** Cuts one direction of a stream into frames. Throws AmqpError on bytes that are no WebSocket frame. */
export interface WebSocketReader {
  push(chunk: Buffer, onFrame: (frame: WebSocketFrame) => void): void
}

function applyMask(bytes: Buffer, mask: Buffer): Buffer {
  const result = Buffer.allocUnsafe(bytes.length)
  for (let i = 0; i < bytes.length; i++) {
    result[i] = (bytes[i] ?? 0) ^ (mask[i % MASK_BYTES] ?? 0)
  }
  return result
}

const lengthBytes = (short: number) => (short === LENGTH_64 ? 8 : short === LENGTH_16 ? 2 : 0)

function payloadBytes(buffer: Buffer, at: number, short: number): number {
  if (short < LENGTH_16) return short
  const length = short === LENGTH_16 ? buffer.readUInt16BE(at) : buffer.readBigUInt64BE(at)
  if (length > MOST_PAYLOAD_BYTES) {
    throw new AmqpError(`a WebSocket frame of ${length} bytes; ${MOST_PAYLOAD_BYTES} are allowed`)
  }
  return Number(length)
}

/** The frame at `at` and where it ends; null while it is incomplete. */
function readFrame(buffer: Buffer, at: number): { frame: WebSocketFrame; end: number } | null {
  if (buffer.length - at < 2) return null
  const first = buffer.readUInt8(at)
  if ((first & RESERVED) !== 0) throw new AmqpError('a WebSocket frame of an unknown extension')
  const second = buffer.readUInt8(at + 1)
  const short = second & LENGTH
  const maskAt = at + 2 + lengthBytes(short)
  const payloadAt = maskAt + ((second & MASKED) === 0 ? 0 : MASK_BYTES)
  if (payloadAt > buffer.length) return null
  const end = payloadAt + payloadBytes(buffer, at + 2, short)
  if (end > buffer.length) return null
  const raw = buffer.subarray(payloadAt, end)
  const mask = buffer.subarray(maskAt, payloadAt)
  const payload = mask.length === 0 ? raw : applyMask(raw, mask)
  return { frame: { opcode: first & OPCODE, payload }, end }
}

export function createWebSocketReader(): WebSocketReader {
  let carried = Buffer.alloc(0)
  return {
    push(chunk, onFrame) {
      const buffer = carried.length === 0 ? chunk : Buffer.concat([carried, chunk])
      let at = 0
      for (let next = readFrame(buffer, at); next !== null; next = readFrame(buffer, at)) {
        at = next.end
        onFrame(next.frame)
      }
      carried = Buffer.from(buffer.subarray(at))
    },
  }
}

/** A whole message, or control frame, in one frame; a client's is masked. */
export function encodeFrame({ opcode, payload }: WebSocketFrame, masked: boolean): Buffer {
  const { length } = payload
  const short = length < LENGTH_16 ? length : length < 0x1_00_00 ? LENGTH_16 : LENGTH_64
  const header = Buffer.alloc(2 + lengthBytes(short))
  header[0] = FIN | opcode
  header[1] = short | (masked ? MASKED : 0)
  if (short === LENGTH_16) header.writeUInt16BE(length, 2)
  if (short === LENGTH_64) header.writeBigUInt64BE(BigInt(length), 2)
  if (!masked) return Buffer.concat([header, payload])
  const mask = randomFillSync(Buffer.alloc(MASK_BYTES))
  return Buffer.concat([header, mask, applyMask(payload, mask)])
}
