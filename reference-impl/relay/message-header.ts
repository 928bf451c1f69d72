/**
 * The header section of an AMQP message, read from and written to its bytes, so that all other
 * sections travel as they came: no decoding, no second encoding.
 */
export interface MessageHeader {
  /** Time to live in milliseconds; undefined: none given. */
  readonly ttlMs: number | undefined
  readonly deliveryCount: number
  /** The fields as they came; null: absent. */
  readonly durable: boolean | null
  readonly priority: number | null
  /** Where the sections after the header begin; 0 in a message without a header. */
  readonly endsAt: number
}

/** What a relay writes into the header of a message that it sends on. */
export interface HeaderUpdate {
  /** What is left of the time to live. */
  readonly ttlMs: number | undefined
  /** Present on a redelivery: then first-acquirer is false. */
  readonly deliveryCount?: number
}

export class MalformedHeader extends Error {}

const DESCRIBED = 0x00
const HEADER_CODE = 0x70
const LIST0 = 0x45
const LIST8 = 0xc0
const LIST32 = 0xd0
const NULL = 0x40
const TRUE = 0x41
const FALSE = 0x42
const UBYTE = 0x50
const UINT = 0x70
const UINT_MAX = 0xff_ff_ff_ff

type Field = boolean | number | null

/** AMQP type code → bytes that follow it, and how they read. The only types that a header field can have. */
const FIELD_TYPES: Readonly<
  Record<number, { sizeBytes: number; read: (bytes: Buffer, at: number) => Field }>
> = {
  [NULL]: { sizeBytes: 0, read: () => null },
  [TRUE]: { sizeBytes: 0, read: () => true },
  [FALSE]: { sizeBytes: 0, read: () => false },
  0x56: { sizeBytes: 1, read: (bytes, at) => bytes[at] === 1 },
  [UBYTE]: { sizeBytes: 1, read: (bytes, at) => bytes.readUInt8(at) },
  0x43: { sizeBytes: 0, read: () => 0 },
  0x52: { sizeBytes: 1, read: (bytes, at) => bytes.readUInt8(at) },
  [UINT]: { sizeBytes: 4, read: (bytes, at) => bytes.readUInt32BE(at) },
}

const NO_HEADER: MessageHeader = {
  ttlMs: undefined,
  deliveryCount: 0,
  durable: null,
  priority: null,
  endsAt: 0,
}

/** The descriptor's numeric code and where it ends; undefined when the section has another form. */
function descriptorOf(bytes: Buffer): { code: number; endsAt: number } | undefined {
  if (bytes[0] !== DESCRIBED) return undefined
  if (bytes[1] === 0x53) return { code: bytes.readUInt8(2), endsAt: 3 }
  if (bytes[1] === 0x80) return { code: Number(bytes.readBigUInt64BE(2)), endsAt: 10 }
  return undefined
}

function listOf(bytes: Buffer, at: number): { count: number; from: number; endsAt: number } {
  switch (bytes.readUInt8(at)) {
    case LIST0:
      return { count: 0, from: at + 1, endsAt: at + 1 }
    case LIST8:
      return {
        count: bytes.readUInt8(at + 2),
        from: at + 3,
        endsAt: at + 2 + bytes.readUInt8(at + 1),
      }
    case LIST32:
      return {
        count: bytes.readUInt32BE(at + 5),
        from: at + 9,
        endsAt: at + 5 + bytes.readUInt32BE(at + 1),
      }
    default:
      throw new MalformedHeader('the header section is not a list')
  }
}

function fieldsOf(bytes: Buffer, at: number): { fields: Field[]; endsAt: number } {
  const { count, from, endsAt } = listOf(bytes, at)
  if (endsAt > bytes.length || count > 5)
    throw new MalformedHeader('the header section is too long')
  const fields: Field[] = []
  let next = from
  for (let index = 0; index < count; index += 1) {
    const type = FIELD_TYPES[bytes.readUInt8(next)]
    if (type === undefined)
      throw new MalformedHeader('a header field has a type that none can have')
    fields.push(type.read(bytes, next + 1))
    next += 1 + type.sizeBytes
  }
  if (next !== endsAt) throw new MalformedHeader('the header section does not end where it says')
  return { fields, endsAt }
}

const numberOr = <T>(field: Field | undefined, otherwise: T) =>
  typeof field === 'number' ? field : otherwise

/** Reads the header of an encoded message. Throws MalformedHeader. */
export function readHeader(bytes: Buffer): MessageHeader {
  try {
    const descriptor = descriptorOf(bytes)
    if (descriptor?.code !== HEADER_CODE) return NO_HEADER
    const { fields, endsAt } = fieldsOf(bytes, descriptor.endsAt)
    const [durable, priority, ttl, , deliveryCount] = fields
    return {
      ttlMs: numberOr(ttl, undefined),
      deliveryCount: numberOr(deliveryCount, 0),
      durable: typeof durable === 'boolean' ? durable : null,
      priority: numberOr(priority, null),
      endsAt,
    }
  } catch (error) {
    if (error instanceof RangeError) throw new MalformedHeader('the header section is cut short')
    throw error
  }
}

const flag = (value: boolean | null) => (value === null ? [NULL] : [value ? TRUE : FALSE])

const uint = (value: number) => {
  const clipped = Math.min(value, UINT_MAX)
  return [UINT, clipped >>> 24, (clipped >>> 16) & 0xff, (clipped >>> 8) & 0xff, clipped & 0xff]
}

/** The message with its header's ttl, and on a redelivery first-acquirer and delivery-count, replaced; a copy. */
export function withHeader(bytes: Buffer, header: MessageHeader, update: HeaderUpdate): Buffer {
  const { ttlMs, deliveryCount } = update
  const fields = [
    flag(header.durable),
    header.priority === null ? [NULL] : [UBYTE, header.priority],
    ttlMs === undefined ? [NULL] : uint(ttlMs),
    ...(deliveryCount === undefined ? [] : [[FALSE], uint(deliveryCount)]),
  ]
  const content = fields.flat()
  const section = [DESCRIBED, 0x53, HEADER_CODE, LIST8, content.length + 1, fields.length]
  return Buffer.concat([Buffer.from([...section, ...content]), bytes.subarray(header.endsAt)])
}
