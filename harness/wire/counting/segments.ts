import type { TcpInfo } from './tcp-info.ts'

/** TCP segments on the client's side of the link so far, both directions, pure ACKs included. */
export interface SegmentReading {
  /** Counted by the kernel. */
  readonly counted: number
  /**
   * Added where the kernel was not asked in time, or cannot tell: one segment for each 1,448 bytes of a
   * chunk, and one ACK for each segment. An upper bound where ACKs ride on data.
   */
  readonly modelled: number
  /** Payload of both directions by the kernel's count; comparable over a period in which nothing was modelled. */
  readonly kernelPayloadBytes: number
  readonly retransmittedBytes: number
}

/** A connection as the ledger sees it. */
export interface SegmentSource {
  readonly remotePort: number
  /** Data segments so far, both directions, if each chunk travelled alone. */
  segmentsModelled(): number
}

interface Seen {
  readonly info: TcpInfo
  readonly modelledThen: number
}

/** Keeps what the kernel last said of each connection, because a closed one cannot be asked. */
export interface SegmentLedger {
  opened(source: SegmentSource): void
  closed(source: SegmentSource): void
  /** `ask` reads the kernel; null when it cannot tell. */
  read(ask: () => Promise<ReadonlyMap<number, TcpInfo> | null>): Promise<SegmentReading>
}

const SEGMENT_AND_ITS_ACK = 2
const NOTHING_SEEN: Seen = {
  info: {
    segmentsOut: 0,
    segmentsIn: 0,
    bytesSent: 0,
    bytesReceived: 0,
    bytesRetransmitted: 0,
  },
  modelledThen: 0,
}

const contribution = ({ info, modelledThen }: Seen, unseenSegments: number) => ({
  counted: info.segmentsOut + info.segmentsIn,
  modelled: SEGMENT_AND_ITS_ACK * (unseenSegments - modelledThen),
  payload: info.bytesSent + info.bytesReceived,
  retransmitted: info.bytesRetransmitted,
})

type Contribution = ReturnType<typeof contribution>

function add(sum: Contribution, own: Contribution) {
  sum.counted += own.counted
  sum.modelled += own.modelled
  sum.payload += own.payload
  sum.retransmitted += own.retransmitted
}

export function createSegmentLedger(): SegmentLedger {
  const live = new Map<SegmentSource, Seen>()
  const gone = { counted: 0, modelled: 0, payload: 0, retransmitted: 0 }

  /** `fresh`: asked just now, so that nothing of theirs needs the model, even when a chunk came since. */
  const total = (fresh: ReadonlySet<SegmentSource>): SegmentReading => {
    const sum = { ...gone }
    for (const [source, seen] of live) {
      const unseen = fresh.has(source) ? seen.modelledThen : source.segmentsModelled()
      add(sum, contribution(seen, unseen))
    }
    return {
      counted: sum.counted,
      modelled: sum.modelled,
      kernelPayloadBytes: sum.payload,
      retransmittedBytes: sum.retransmitted,
    }
  }

  return {
    opened: (source) => void live.set(source, NOTHING_SEEN),
    closed(source) {
      const own = contribution(live.get(source) ?? NOTHING_SEEN, source.segmentsModelled())
      live.delete(source)
      add(gone, own)
    },
    async read(ask) {
      const asked = [...live.keys()].map((source) => ({
        source,
        modelledThen: source.segmentsModelled(),
      }))
      const answer = await ask()
      const fresh = new Set<SegmentSource>()
      for (const { source, modelledThen } of asked) {
        const info = answer?.get(source.remotePort)
        if (info === undefined || !live.has(source)) continue
        live.set(source, { info, modelledThen })
        fresh.add(source)
      }
      return total(fresh)
    },
  }
}
