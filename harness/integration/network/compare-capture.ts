import type { Ladder } from '../../../reports/model/result.ts'
import type { SeenPacket } from './read-pdml.ts'

/** RFC 8446 section 5.1: type, version and length before each record's body. */
const RECORD_HEADER_BYTES = 5

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)

/** The tap's layers as a capture shows them, of all packets between two instants. */
export function ladderSeen(packets: readonly SeenPacket[], fromMs: number, toMs: number) {
  const within = packets.filter(({ at }) => at >= fromMs && at <= toMs)
  const records = within.flatMap(({ recordBodyBytes }) => recordBodyBytes)
  const messages = within.flatMap(({ messageBytes }) => messageBytes)
  return {
    messages: messages.length,
    messageBytes: sum(messages),
    plaintextBytes: sum(within.flatMap(({ plaintextBytes }) => plaintextBytes)),
    tlsRecords: records.length,
    tlsRecordBytes: sum(records) + RECORD_HEADER_BYTES * records.length,
    tcpPayloadBytes: sum(within.map(({ payloadBytes }) => payloadBytes)),
    segments: within.length,
    ipBytes: sum(within.map(({ ipBytes }) => ipBytes)),
  }
}
export type LadderSeen = ReturnType<typeof ladderSeen>

/** The rungs on which tap and capture differ; a rung that the tap does not know is left out. */
export function differences(ladder: Ladder, seen: LadderSeen): readonly string[] {
  return Object.entries(seen).flatMap(([rung, captured]) => {
    const counted: unknown = Reflect.get(ladder, rung)
    if (counted === null || counted === captured) return []
    return [`${rung}: the tap counted ${JSON.stringify(counted)}, the capture shows ${captured}`]
  })
}
