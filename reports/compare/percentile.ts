import { decodeFromCompressedBase64 } from 'hdr-histogram-js'
import type { HistogramResult, LoadResult } from '../model/result.ts'
import { correlationTime, type Estimate, mean, shareInterval } from './intervals.ts'

/** A distribution as a run's file holds it, in microseconds; shares from 0 to 1. */
export interface Distribution {
  readonly count: number
  valueAt(share: number): number
  /** The share of values up to `us`. */
  shareAt(us: number): number
}

const GRID = 256
const STEEPNESS = 9

/** Denser towards both ends: a tail is where percentiles are asked for. */
const gridShare = (index: number) =>
  1 / (1 + Math.exp(-STEEPNESS * ((2 * (index + 0.5)) / GRID - 1)))

/** The distribution of a histogram, its greatest value the exact one. */
export function distributionOf(histogram: HistogramResult): Distribution {
  const decoded = decodeFromCompressedBase64(histogram.hdrV2)
  const valueAt = (share: number) =>
    Math.max(
      histogram.minUs,
      Math.min(histogram.maxUs, decoded.getValueAtPercentile(Math.min(100, 100 * share))),
    )
  const grid = Array.from({ length: GRID }, (_, index) => {
    const share = gridShare(index)
    return { share, us: valueAt(share) }
  })
  return {
    count: histogram.count,
    valueAt,
    shareAt(us) {
      const above = grid.findIndex((point) => point.us >= us)
      if (above === -1) return 1
      const upper = grid[above]
      const lower = grid[above - 1]
      if (upper === undefined || lower === undefined) return above === 0 ? 0 : 1
      const way = (us - lower.us) / (upper.us - lower.us || 1)
      return lower.share + way * (upper.share - lower.share)
    },
  }
}

type Interval = LoadResult['intervals'][number]

/**
 * By how much the values of a run say less than independent ones would: a stall makes neighbours slow
 * together. For each interval, the share of the whole distribution below its own percentile is
 * compared with how far chance alone would move it (order statistics); 1: as independent values.
 */
function dependenceAt(
  whole: Distribution,
  intervals: readonly Interval[],
  share: 0.5 | 0.99,
): number {
  const deviations = intervals
    .filter(({ completed }) => completed > 1)
    .map(({ completed, responseP50Us, responseP99Us }) => {
      const rank = Math.max(1, Math.ceil(share * completed))
      const expected = rank / (completed + 1)
      const spread = Math.sqrt((expected * (1 - expected)) / (completed + 2))
      return (whole.shareAt(share === 0.5 ? responseP50Us : responseP99Us) - expected) / spread
    })
  if (deviations.length < 2) return 1
  return Math.max(1, mean(deviations.map((each) => each ** 2)) * correlationTime(deviations))
}

/** The worse of what median and tail show: a percentile between them depends at least as much as one. */
export const dependence = (whole: Distribution, intervals: readonly Interval[]) =>
  Math.max(dependenceAt(whole, intervals, 0.5), dependenceAt(whole, intervals, 0.99))

/** A percentile of one run with its interval at confidence 1 − `alpha`. */
export function percentileEstimate(
  whole: Distribution,
  share: number,
  dependenceFactor: number,
  alpha: number,
): Estimate {
  const effective = Math.max(1, whole.count / dependenceFactor)
  const { low, high } = shareInterval(share, effective, alpha)
  return { value: whole.valueAt(share), low: whole.valueAt(low), high: whole.valueAt(high) }
}
