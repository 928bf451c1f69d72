import { type PerDirection, perDirection } from '../direction.ts'

/** What is counted of each direction of the client's side of the link, since the tap was opened. */
const COUNTS = {
  tcpPayloadBytes: 'bytes of TCP payload',
  chunks: 'reads (outbound) or writes (inbound) that carried them',
  segmentsModelled: 'TCP segments if a chunk of n bytes took ⌈n ÷ 1,448⌉, each acknowledged alone',
  tlsRecords: 'complete TLS records',
  tlsRecordBytes: 'bytes of complete TLS records, their 5-byte headers included',
  partialRecordBytes: 'bytes of records that are not complete yet, or never were',
  nonTlsBytes: 'bytes on connections that do not speak TLS',
  handshakeBytes: 'bytes of records that set up, renew or end: handshake, tickets, alerts',
  applicationRecords: 'records of application data',
  plaintextBytes: 'application bytes in them, by the formula of the negotiated cipher',
  inexactRecords: 'application records whose cipher hides the length of the plaintext',
  inspectedPlaintextBytes: 'application bytes that came out of, or went into, TLS in this process',
  messages: 'complete AMQP transfers',
  messageBytes: 'bytes of their envelope sections and bodies',
} as const
type Count = keyof typeof COUNTS

export type DirectionCounters = Record<Count, number>

export interface WireCounters {
  /** Connections accepted. */
  readonly connections: number
  /** Connections not closed yet. */
  readonly open: number
  readonly outbound: Readonly<DirectionCounters>
  readonly inbound: Readonly<DirectionCounters>
}

const COUNT_NAMES = Object.keys(COUNTS).filter((name): name is Count => name in COUNTS)

const zero = (): DirectionCounters => ({
  tcpPayloadBytes: 0,
  chunks: 0,
  segmentsModelled: 0,
  tlsRecords: 0,
  tlsRecordBytes: 0,
  partialRecordBytes: 0,
  nonTlsBytes: 0,
  handshakeBytes: 0,
  applicationRecords: 0,
  plaintextBytes: 0,
  inexactRecords: 0,
  inspectedPlaintextBytes: 0,
  messages: 0,
  messageBytes: 0,
})

export const createCounters = (): PerDirection<DirectionCounters> => perDirection(zero)

export const freeze = (
  connections: Pick<WireCounters, 'connections' | 'open'>,
  counters: PerDirection<DirectionCounters>,
): WireCounters => ({
  ...connections,
  outbound: { ...counters.outbound },
  inbound: { ...counters.inbound },
})

/** What was counted between two snapshots, both directions together. */
export function countedBetween(before: WireCounters, after: WireCounters): DirectionCounters {
  const counted = zero()
  for (const name of COUNT_NAMES) {
    counted[name] =
      after.outbound[name] - before.outbound[name] + after.inbound[name] - before.inbound[name]
  }
  return counted
}
