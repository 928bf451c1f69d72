import type { Edge } from '../contract/edge.ts'
import type { DirectionCounters } from './counting/counters.ts'
import type { PerDirection } from './direction.ts'
import type { Middlebox } from './shaping/middlebox.ts'
import type { SegmentLedger, SegmentSource } from './counting/segments.ts'
import type { Series } from './counting/series.ts'
import type { Shaper } from './shaping/shape.ts'

/** What all connections of one tap share. */
export interface Link {
  readonly upstream: Edge
  readonly counters: PerDirection<DirectionCounters>
  readonly series: Series
  readonly segments: SegmentLedger
  readonly shaper: Shaper
  readonly middlebox: Middlebox
  /** Milliseconds since the epoch, for time stamps. */
  readonly now: () => number
}

/** A connection through the tap. */
export interface TappedConnection extends SegmentSource {
  /** Counts from 1 in the order of acceptance. */
  readonly id: number
  /** Resets both sides. */
  destroy(): void
}
