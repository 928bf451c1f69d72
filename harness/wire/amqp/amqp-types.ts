/** Thrown for bytes that are not AMQP 1.0. */
export class AmqpError extends Error {}

/** AMQP 1.0 part 1 (Types): the constructor's upper four bits say how the width is found. */
const FIXED_WIDTHS = new Map([
  [0x4, 0],
  [0x5, 1],
  [0x6, 2],
  [0x7, 4],
  [0x8, 8],
  [0x9, 16],
])
/** Variable, compound and array types: the width of the size that precedes them. */
const SIZE_WIDTHS = new Map([
  [0xa, 1],
  [0xb, 4],
  [0xc, 1],
  [0xd, 4],
  [0xe, 1],
  [0xf, 4],
])
const DESCRIBED = 0x00
const NULL = 0x40

const truncated = (at: number) =>
  new AmqpError(`an AMQP value at byte ${at} is longer than what holds it`)

/** The byte at `at`; throws when it is not before `end`. */
function byteAt(buffer: Buffer, at: number, end: number): number {
  const byte = at < end ? buffer[at] : undefined
  if (byte === undefined) throw truncated(at)
  return byte
}

function sizeAt(buffer: Buffer, at: number, end: number, width: number): number {
  if (at + width > end) throw truncated(at)
  return buffer.readUIntBE(at, width)
}

/** Where the value at `at` ends. A described value's descriptor is part of it. */
export function skipValue(buffer: Buffer, from: number, end: number): number {
  let at = from
  // A loop, not a recursion: descriptors may be nested as deep as a sender likes.
  for (let values = 1; values > 0; values--) {
    const code = byteAt(buffer, at, end)
    at++
    if (code === DESCRIBED) {
      values += 2
      continue
    }
    const fixed = FIXED_WIDTHS.get(code >> 4)
    const sizeWidth = SIZE_WIDTHS.get(code >> 4)
    if (fixed !== undefined) at += fixed
    else if (sizeWidth !== undefined) at += sizeWidth + sizeAt(buffer, at, end, sizeWidth)
    else throw new AmqpError(`0x${code.toString(16)} is no AMQP type`)
  }
  if (at > end) throw truncated(from)
  return at
}

export const isNull = (buffer: Buffer, at: number) => buffer[at] === NULL

/** uint, ulong below 2^48, or a short form of them; null for anything else. */
export function readUint(buffer: Buffer, at: number): number | null {
  switch (buffer[at] ?? NULL) {
    case 0x43:
    case 0x44:
      return 0
    case 0x52:
    case 0x53:
      return buffer.readUInt8(at + 1)
    case 0x70:
      return buffer.readUInt32BE(at + 1)
    case 0x80:
      return buffer.readUInt16BE(at + 1) === 0 ? buffer.readUIntBE(at + 3, 6) : null
    default:
      return null
  }
}

/** boolean; anything else, null too, is false. */
export const readBoolean = (buffer: Buffer, at: number): boolean =>
  buffer[at] === 0x41 || (buffer[at] === 0x56 && buffer[at + 1] === 1)

/** The content of a string, symbol or binary value; null for anything else. */
export function readBytes(buffer: Buffer, at: number): Buffer | null {
  switch (buffer[at] ?? NULL) {
    case 0xa0:
    case 0xa1:
    case 0xa3:
      return buffer.subarray(at + 2, at + 2 + buffer.readUInt8(at + 1))
    case 0xb0:
    case 0xb1:
    case 0xb3:
      return buffer.subarray(at + 5, at + 5 + buffer.readUInt32BE(at + 1))
    default:
      return null
  }
}

export const readText = (buffer: Buffer, at: number): string | null =>
  readBytes(buffer, at)?.toString('utf8') ?? null

/** A described value's numeric descriptor and where the value itself begins; null when it is not one. */
export function readDescribed(
  buffer: Buffer,
  at: number,
  end: number,
): { readonly descriptor: number; readonly valueAt: number } | null {
  if (byteAt(buffer, at, end) !== DESCRIBED) return null
  const valueAt = skipValue(buffer, at + 1, end)
  const descriptor = readUint(buffer, at + 1)
  return descriptor === null ? null : { descriptor, valueAt }
}

const LIST_0 = 0x45
const LIST_8 = 0xc0
const LIST_32 = 0xd0

/** Where the first `wanted` fields of a list begin, as far as it has them. Empty when it is no list. */
export function listFields(buffer: Buffer, at: number, end: number, wanted: number): number[] {
  const code = byteAt(buffer, at, end)
  const listEnd = skipValue(buffer, at, end)
  if (code !== LIST_8 && code !== LIST_32) {
    if (code === LIST_0) return []
    throw new AmqpError(`0x${code.toString(16)} stands where a list must be`)
  }
  const width = code === LIST_8 ? 1 : 4
  const count = sizeAt(buffer, at + 1 + width, listEnd, width)
  const fields: number[] = []
  let fieldAt = at + 1 + 2 * width
  while (fields.length < Math.min(wanted, count)) {
    fields.push(fieldAt)
    fieldAt = skipValue(buffer, fieldAt, listEnd)
  }
  return fields
}
