/**
 * AMQP messages with nothing in them that is not needed (PWB-BW-2): a header only for a time to
 * live, properties only for a subject, and one data section. AMQP 1.0 part 3, section 3.2.
 */
export interface OutgoingMessage {
  readonly body: Buffer
  readonly ttlMs?: number | undefined
  readonly subject?: string | undefined
}

const MOST_SHORT_BYTES = 0xff
const MOST_TTL_MS = 0xff_ff_ff_ff

/** header: described list8 of durable null, priority null, ttl uint. */
function header(ttlMs: number): Buffer {
  const section = Buffer.from([0x00, 0x53, 0x70, 0xc0, 8, 3, 0x40, 0x40, 0x70, 0, 0, 0, 0])
  section.writeUInt32BE(Math.min(MOST_TTL_MS, Math.max(0, Math.round(ttlMs))), 9)
  return section
}

/** properties: described list32 of message-id, user-id, to null, subject str32. */
function properties(subject: string): Buffer {
  const text = Buffer.from(subject)
  const start = Buffer.from([0x00, 0x53, 0x73, 0xd0, 0, 0, 0, 0, 0, 0, 0, 4])
  const items = Buffer.from([0x40, 0x40, 0x40, 0xb1, 0, 0, 0, 0])
  start.writeUInt32BE(start.length - 8 + items.length + text.length, 4)
  items.writeUInt32BE(text.length, 4)
  return Buffer.concat([start, items, text])
}

/** data: described binary, vbin8 or vbin32. */
function dataStart(sizeBytes: number): Buffer {
  if (sizeBytes <= MOST_SHORT_BYTES) return Buffer.from([0x00, 0x53, 0x75, 0xa0, sizeBytes])
  const start = Buffer.from([0x00, 0x53, 0x75, 0xb0, 0, 0, 0, 0])
  start.writeUInt32BE(sizeBytes, 4)
  return start
}

export function encodeMessage({ body, ttlMs, subject }: OutgoingMessage): Buffer {
  const sections: Buffer[] = []
  if (ttlMs !== undefined) sections.push(header(ttlMs))
  if (subject !== undefined) sections.push(properties(subject))
  sections.push(dataStart(body.length), body)
  return Buffer.concat(sections)
}

const DATA_SECTION = 0x75

/** The bytes of the one data section of a message that rhea decoded; undefined for any other body. */
export function dataOf(message: unknown): Buffer | undefined {
  if (typeof message !== 'object' || message === null || !('body' in message)) return undefined
  const { body } = message
  if (typeof body !== 'object' || body === null) return undefined
  if (!('typecode' in body) || body.typecode !== DATA_SECTION || !('content' in body)) {
    return undefined
  }
  return Buffer.isBuffer(body.content) ? body.content : undefined
}
