import type { DirectionCounters } from '../counting/counters.ts'
import { type Direction, type PerDirection, perDirection } from '../direction.ts'
import { type ClientHello, readClientHello, readServerHello } from './tls-hello.ts'
import { overheadOf, type RecordOverhead } from './tls-overhead.ts'
import { createTlsPhase, type TlsPhase } from './tls-phase.ts'
import {
  CONTENT_TYPES,
  createRecordReader,
  RECORD_HEADER_BYTES,
  type RecordReader,
} from './tls-records.ts'

/** Counts the TLS records of one connection from its ciphertext. */
export interface TlsMeter {
  push(direction: Direction, chunk: Buffer): void
  /** No more bytes will come from there; may be told twice. */
  end(direction: Direction): void
}

export interface TlsMeterOptions {
  readonly counters: PerDirection<DirectionCounters>
  /** Told once, when the client's first record is complete; null when it does not hold a hello. */
  readonly onClientHello?: (hello: ClientHello | null) => void
}

/** A close_notify, the last record of an orderly connection, has two bytes (RFC 8446 section 6). */
const ALERT_BYTES = 2

export function createTlsMeter({ counters, onClientHello }: TlsMeterOptions): TlsMeter {
  let overhead: RecordOverhead | null = null
  let phase: TlsPhase | null = null
  let clientSpoke = onClientHello === undefined
  const lastPlaintext = { outbound: 0, inbound: 0 }

  const clientSaid = (body: Buffer | null) => {
    if (clientSpoke) return
    clientSpoke = true
    onClientHello?.(body && readClientHello(body))
  }

  const serverSaid = (body: Buffer | null) => {
    const hello = body && readServerHello(body)
    if (hello === null || hello.retry) return
    overhead = overheadOf(hello)
    phase = createTlsPhase(hello)
  }

  const countApplication = (direction: Direction, bodyBytes: number, cipher: RecordOverhead) => {
    const counter = counters[direction]
    const plaintext = Math.max(0, bodyBytes - cipher.perRecordBytes)
    counter.applicationRecords++
    counter.plaintextBytes += plaintext
    if (!cipher.exact) counter.inexactRecords++
    lastPlaintext[direction] = plaintext
  }

  const onRecord = (
    direction: Direction,
    contentType: number,
    bodyBytes: number,
    body: Buffer | null,
  ) => {
    const counter = counters[direction]
    const recordBytes = RECORD_HEADER_BYTES + bodyBytes
    counter.tlsRecords++
    counter.tlsRecordBytes += recordBytes
    lastPlaintext[direction] = 0
    if (direction === 'outbound') clientSaid(body)
    else serverSaid(body)
    const hidden = contentType === CONTENT_TYPES.applicationData
    if (!hidden || overhead === null || phase?.isSetUp(direction, bodyBytes) === true) {
      counter.handshakeBytes += recordBytes
    } else countApplication(direction, bodyBytes, overhead)
  }

  /** TLS 1.3 hides alerts too: two bytes right before the end were one. */
  const uncountAlert = (direction: Direction) => {
    if (!overhead?.hidesAlerts || lastPlaintext[direction] !== ALERT_BYTES) return
    const counter = counters[direction]
    counter.applicationRecords--
    counter.plaintextBytes -= ALERT_BYTES
    counter.handshakeBytes += RECORD_HEADER_BYTES + ALERT_BYTES + overhead.perRecordBytes
    lastPlaintext[direction] = 0
  }

  const wantsBody = (direction: Direction, contentType: number) =>
    contentType === CONTENT_TYPES.handshake &&
    (direction === 'outbound' ? !clientSpoke : overhead === null)

  const readers = perDirection(
    (direction): RecordReader =>
      createRecordReader({
        wantsBody: (contentType) => wantsBody(direction, contentType),
        onRecord: (contentType, bodyBytes, body) =>
          onRecord(direction, contentType, bodyBytes, body),
      }),
  )

  return {
    push(direction, chunk) {
      const reader = readers[direction]
      const counter = counters[direction]
      const partialBefore = reader.partialBytes()
      const nonTlsBefore = reader.nonTlsBytes()
      reader.push(chunk)
      counter.partialRecordBytes += reader.partialBytes() - partialBefore
      counter.nonTlsBytes += reader.nonTlsBytes() - nonTlsBefore
      if (direction === 'outbound' && reader.nonTlsBytes() > 0) clientSaid(null)
    },
    end: uncountAlert,
  }
}
