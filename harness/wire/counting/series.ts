import type { Direction } from '../direction.ts'

/** Bytes of TCP payload in one interval; `startMs` from the start that was asked for. */
export interface WireInterval {
  readonly startMs: number
  readonly bytesOut: number
  readonly bytesIn: number
  readonly chunks: number
}

/** The link's course over time, in a ring of fixed size. */
export interface Series {
  add(direction: Direction, bytes: number, atMs: number): void
  /**
   * From `sinceMs` (rounded down to a bucket) until `untilMs`, the last interval included whole. Throws a
   * RangeError when `widthMs` is no multiple of a bucket, or when the start is no longer in the ring.
   */
  intervals(sinceMs: number, untilMs: number, widthMs: number): WireInterval[]
}

const BUCKET_MS = 100
/** One hour. */
const BUCKETS = 36_000

export function createSeries(buckets = BUCKETS): Series {
  /** Which bucket, counted from the epoch, a place of the ring holds now. */
  const holds = new Float64Array(buckets).fill(-1)
  const bytes = { outbound: new Float64Array(buckets), inbound: new Float64Array(buckets) }
  const chunks = new Uint32Array(buckets)

  const sum = (from: number, width: number) => {
    let bytesOut = 0
    let bytesIn = 0
    let count = 0
    for (let bucket = from; bucket < from + width; bucket++) {
      const place = bucket % buckets
      if (holds[place] !== bucket) continue
      bytesOut += bytes.outbound[place] ?? 0
      bytesIn += bytes.inbound[place] ?? 0
      count += chunks[place] ?? 0
    }
    return { bytesOut, bytesIn, chunks: count }
  }

  const check = (since: number, until: number, widthMs: number) => {
    if (widthMs < BUCKET_MS || widthMs % BUCKET_MS !== 0) {
      throw new RangeError(
        `an interval of ${widthMs} ms was asked for; give a multiple of ${BUCKET_MS} ms`,
      )
    }
    if (until - since >= buckets) {
      throw new RangeError(
        `the tap keeps the last ${(buckets * BUCKET_MS) / 1000} s of its course; ask for a later start`,
      )
    }
  }

  return {
    add(direction, size, atMs) {
      const bucket = Math.floor(atMs / BUCKET_MS)
      const place = bucket % buckets
      if (holds[place] !== bucket) {
        holds[place] = bucket
        bytes.outbound[place] = 0
        bytes.inbound[place] = 0
        chunks[place] = 0
      }
      bytes[direction][place] = (bytes[direction][place] ?? 0) + size
      chunks[place] = (chunks[place] ?? 0) + 1
    },
    intervals(sinceMs, untilMs, widthMs) {
      const since = Math.floor(sinceMs / BUCKET_MS)
      const until = Math.floor(untilMs / BUCKET_MS)
      check(since, until, widthMs)
      const width = widthMs / BUCKET_MS
      const count = Math.floor((until - since) / width) + 1
      return Array.from({ length: count }, (_, index) => ({
        startMs: index * widthMs,
        ...sum(since + index * width, width),
      }))
    },
  }
}
