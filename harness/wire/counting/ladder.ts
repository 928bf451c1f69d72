import type { Ladder } from '../../../reports/model/result.ts'
import type { ValidityCheck } from '../../../reports/model/validity-check.ts'
import { countedBetween, type DirectionCounters, type WireCounters } from './counters.ts'
import type { SegmentReading } from './segments.ts'
import type { WireInterval } from './series.ts'

/** Counters and segments of a tap, read together. */
export interface WireReading {
  readonly mode: 'opaque' | 'inspecting'
  readonly counters: WireCounters
  readonly segments: SegmentReading
  /** Payload that passed while the kernel was asked; 0 on a quiet link. */
  readonly movedBytes: number
}

/** IPv4 (20) and TCP with time stamps (32). */
const SEGMENT_HEADER_BYTES = 52

const segmentsBetween = (before: WireReading, after: WireReading) => ({
  counted: after.segments.counted - before.segments.counted,
  modelled: after.segments.modelled - before.segments.modelled,
})

/**
 * The layers between two readings, both directions together. Exact for segments under 1,460 bytes also
 * on loopback, whose larger MTU would carry a longer message in fewer segments than Ethernet does.
 */
export function ladderBetween(before: WireReading, after: WireReading): Ladder {
  const counted = countedBetween(before.counters, after.counters)
  const { counted: counts, modelled } = segmentsBetween(before, after)
  const segments = counts + modelled
  const inspecting = after.mode === 'inspecting'
  return {
    messages: inspecting ? counted.messages : null,
    messageBytes: inspecting ? counted.messageBytes : null,
    plaintextBytes: inspecting ? counted.inspectedPlaintextBytes : counted.plaintextBytes,
    tlsRecords: counted.tlsRecords,
    tlsRecordBytes: counted.tlsRecordBytes,
    tcpPayloadBytes: counted.tcpPayloadBytes,
    segments,
    segmentsFrom: modelled === 0 ? 'tcp-info' : 'modelled',
    ipBytes: counted.tcpPayloadBytes + SEGMENT_HEADER_BYTES * segments,
  }
}

/** Bytes of set-up between two readings: what is counted apart from the load. */
export const setUpBetween = (before: WireReading, after: WireReading) => ({
  connections: after.counters.connections - before.counters.connections,
  handshakeBytes: countedBetween(before.counters, after.counters).handshakeBytes,
})

type Check = ValidityCheck

const equal = (name: string, observed: number, limit: number, slack = 0): Check => ({
  name,
  ok: Math.abs(observed - limit) <= slack,
  observed: `${observed} bytes`,
  limit: slack === 0 ? `${limit} bytes` : `${limit} ± ${slack} bytes`,
})

const recordsFillPayload = (counted: DirectionCounters) =>
  equal(
    'TCP payload = TLS records + unfinished + not TLS',
    counted.tlsRecordBytes + counted.partialRecordBytes + counted.nonTlsBytes,
    counted.tcpPayloadBytes,
  )

/** The formula of the cipher against the bytes that the TLS library really gave or took. */
const formulaHolds = (counted: DirectionCounters) =>
  equal(
    'plaintext by formula = plaintext inspected',
    counted.plaintextBytes,
    counted.inspectedPlaintextBytes,
  )

const cipherIsKnown = (counted: DirectionCounters): Check => ({
  name: 'plaintext by formula is exact',
  ok: counted.inexactRecords === 0,
  observed: `${counted.inexactRecords} records of a cipher that pads`,
  limit: '0 records',
})

/** One read of the largest size may be between the kernel and this process at each reading. */
const UNREAD_BYTES = 2 * 65_536

const kernelAgrees = (before: WireReading, after: WireReading, payload: number) => {
  const moved = before.movedBytes + after.movedBytes
  return equal(
    'TCP payload = payload by TCP_INFO',
    after.segments.kernelPayloadBytes - before.segments.kernelPayloadBytes,
    payload,
    moved === 0 ? 0 : moved + UNREAD_BYTES,
  )
}

/** Whether the layers add up by formula (PWB-BW-5). One that is not `ok` makes the measurement invalid. */
export function reconcile(before: WireReading, after: WireReading): Check[] {
  const counted = countedBetween(before.counters, after.counters)
  return [
    recordsFillPayload(counted),
    after.mode === 'inspecting' ? formulaHolds(counted) : cipherIsKnown(counted),
    ...(segmentsBetween(before, after).modelled === 0
      ? [kernelAgrees(before, after, counted.tcpPayloadBytes)]
      : []),
  ]
}

export interface IpInterval {
  readonly startMs: number
  readonly ipBytes: number
}

/**
 * Bytes at IP level of each interval: segments are known for the whole period only, so they are given
 * out by the chunks of each interval, in such a way that the intervals add up to payload + 52 × segments.
 */
export function ipIntervals(intervals: readonly WireInterval[], segments: number): IpInterval[] {
  const allChunks = intervals.reduce((sum, { chunks }) => sum + chunks, 0)
  let chunksSoFar = 0
  let given = 0
  return intervals.map(({ startMs, bytesOut, bytesIn, chunks }) => {
    chunksSoFar += chunks
    const upToHere = allChunks === 0 ? 0 : Math.round((segments * chunksSoFar) / allChunks)
    const own = upToHere - given
    given = upToHere
    return { startMs, ipBytes: bytesOut + bytesIn + SEGMENT_HEADER_BYTES * own }
  })
}
