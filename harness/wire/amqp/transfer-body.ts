import type { Frame } from './amqp-frames.ts'
import { readBytes, readDescribed, skipValue } from './amqp-types.ts'

/** AMQP 1.0 part 3, section 3.2.6; part 1, section 1.6.19 (binary). */
const DATA = 0x75
const DATA_SECTION = Buffer.from([0x00, 0x53, DATA, 0xb0])
const SIZE_BYTES = 4

interface DataSection {
  /** Where the section begins and ends in the frame's buffer. */
  readonly start: number
  readonly end: number
  readonly body: Buffer
}

/** The only data section of a transfer that is whole in this frame; null when there is not exactly one. */
function dataSectionOf({ buffer, payloadAt, end }: Frame): DataSection | null {
  let found: DataSection | null = null
  for (let at = payloadAt; at < end; ) {
    const described = readDescribed(buffer, at, end)
    if (described === null) return null
    const next = skipValue(buffer, described.valueAt, end)
    if (described.descriptor === DATA) {
      const body = readBytes(buffer, described.valueAt)
      if (body === null || found !== null) return null
      found = { start: at, end: next, body }
    }
    at = next
  }
  return found
}

/**
 * The frame with what `edit` makes of its body: everything else, delivery id and envelope included, as it
 * was. Null when the transfer has not exactly one data section.
 */
export function withBody(frame: Frame, edit: (body: Buffer) => Buffer): Buffer | null {
  const section = dataSectionOf(frame)
  if (section === null) return null
  // The edit gets a copy: the bytes are a view of whatever came with them.
  const body = edit(Buffer.from(section.body))
  const size = Buffer.alloc(SIZE_BYTES)
  size.writeUInt32BE(body.length)
  const edited = Buffer.concat([
    frame.buffer.subarray(frame.start, section.start),
    DATA_SECTION,
    size,
    body,
    frame.buffer.subarray(section.end, frame.end),
  ])
  edited.writeUInt32BE(edited.length)
  return edited
}
