/** RFC 8446 section 5.1 and RFC 5246 section 6.2.1: type, legacy version, length; readable without a key. */
export const RECORD_HEADER_BYTES = 5
/** The longest record body that any version allows (RFC 5246: 2^14 + 2,048). */
const MAX_RECORD_BODY_BYTES = 16_384 + 2_048

export const CONTENT_TYPES = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
} as const
const KNOWN_TYPES: ReadonlySet<number> = new Set(Object.values(CONTENT_TYPES))

/** One direction of a byte stream, cut into TLS records as the bytes come. */
export interface RecordReader {
  push(chunk: Buffer): void
  /** Bytes of a record that has begun and is not complete. */
  partialBytes(): number
  /** Bytes from the first place on where no TLS record can begin. */
  nonTlsBytes(): number
}

export interface RecordListener {
  /** Asked when a record begins: whether `onRecord` needs its body. */
  wantsBody(contentType: number): boolean
  /** `body` is null unless it was asked for. */
  onRecord(contentType: number, bodyBytes: number, body: Buffer | null): void
}

const isRecordHeader = (header: Uint8Array) =>
  KNOWN_TYPES.has(header[0] ?? 0) && header[1] === 3 && bodyLength(header) <= MAX_RECORD_BODY_BYTES

const bodyLength = (header: Uint8Array) => ((header[3] ?? 0) << 8) | (header[4] ?? 0)

export function createRecordReader(listener: RecordListener): RecordReader {
  const header = new Uint8Array(RECORD_HEADER_BYTES)
  let headerBytes = 0
  let bodyBytes = 0
  let bodyLeft = 0
  let body: Buffer[] | null = null
  let nonTls = 0
  let foreign = false

  const takeHeader = (chunk: Buffer, from: number): number => {
    let at = from
    while (headerBytes < RECORD_HEADER_BYTES && at < chunk.length) {
      header[headerBytes++] = chunk[at++] ?? 0
    }
    if (headerBytes < RECORD_HEADER_BYTES) return at
    if (!isRecordHeader(header)) {
      foreign = true
      nonTls += headerBytes + (chunk.length - at)
      headerBytes = 0
      return chunk.length
    }
    bodyBytes = bodyLength(header)
    bodyLeft = bodyBytes
    body = listener.wantsBody(header[0] ?? 0) ? [] : null
    if (bodyLeft === 0) complete()
    return at
  }

  const takeBody = (chunk: Buffer, from: number): number => {
    const end = Math.min(chunk.length, from + bodyLeft)
    body?.push(Buffer.from(chunk.subarray(from, end)))
    bodyLeft -= end - from
    if (bodyLeft === 0) complete()
    return end
  }

  const complete = () => {
    headerBytes = 0
    listener.onRecord(header[0] ?? 0, bodyBytes, body === null ? null : Buffer.concat(body))
  }

  return {
    push(chunk) {
      if (foreign) {
        nonTls += chunk.length
        return
      }
      let at = 0
      while (at < chunk.length) {
        at = headerBytes < RECORD_HEADER_BYTES ? takeHeader(chunk, at) : takeBody(chunk, at)
      }
    },
    partialBytes: () =>
      headerBytes < RECORD_HEADER_BYTES ? headerBytes : headerBytes + bodyBytes - bodyLeft,
    nonTlsBytes: () => nonTls,
  }
}
