/**
 * Whether bytes are an AMQP message: described sections, each of a kind that there is, and each where the
 * one before ends. What is inside them is not looked at. AMQP 1.0 part 1, section 1.2; part 3, section 3.2.
 */

const DESCRIBED = 0x00
const SMALL_ULONG = 0x53
const ULONG = 0x80
const FIRST_SECTION = 0x70n
const LAST_SECTION = 0x78n
const SYMBOLS: readonly string[] = [
  'amqp:header:list',
  'amqp:delivery-annotations:map',
  'amqp:message-annotations:map',
  'amqp:properties:list',
  'amqp:application-properties:map',
  'amqp:data:binary',
  'amqp:amqp-sequence:list',
  'amqp:amqp-value:*',
  'amqp:footer:map',
]

/** A type code's upper half → bytes of the value, or of the size that stands before it. */
const VALUE_BYTES: Readonly<Record<number, number>> = { 4: 0, 5: 1, 6: 2, 7: 4, 8: 8, 9: 16 }
const SIZE_BYTES: Readonly<Record<number, number>> = {
  0xa: 1,
  0xb: 4,
  0xc: 1,
  0xd: 4,
  0xe: 1,
  0xf: 4,
}

/** Where the value at `at` ends; undefined: no value, or not all of it. A described value is none here. */
function endOfValue(bytes: Buffer, at: number): number | undefined {
  const half = (bytes[at] ?? 0) >> 4
  const fixed = VALUE_BYTES[half]
  const sizeBytes = SIZE_BYTES[half] ?? 0
  const from = at + 1 + sizeBytes
  if (at >= bytes.length || from > bytes.length) return undefined
  if (fixed !== undefined) return from + fixed <= bytes.length ? from + fixed : undefined
  if (sizeBytes === 0) return undefined
  const end = from + bytes.readUIntBE(at + 1, sizeBytes)
  return end <= bytes.length ? end : undefined
}

const isNumber = (number: bigint) => number >= FIRST_SECTION && number <= LAST_SECTION

function isSection(descriptor: Buffer): boolean {
  const code = descriptor[0]
  if (code === SMALL_ULONG) return isNumber(BigInt(descriptor.readUInt8(1)))
  if (code === ULONG) return isNumber(descriptor.readBigUInt64BE(1))
  if (code === 0xa3) return SYMBOLS.includes(descriptor.toString('latin1', 2))
  return code === 0xb3 && SYMBOLS.includes(descriptor.toString('latin1', 5))
}

/** Where the section at `at` ends; undefined: there is none. */
function endOfSection(bytes: Buffer, at: number): number | undefined {
  if (bytes[at] !== DESCRIBED) return undefined
  const end = endOfValue(bytes, at + 1)
  if (end === undefined || !isSection(bytes.subarray(at + 1, end))) return undefined
  return endOfValue(bytes, end)
}

export function isMessage(bytes: Buffer): boolean {
  let at: number | undefined = 0
  while (at !== undefined && at < bytes.length) at = endOfSection(bytes, at)
  return at !== undefined
}
