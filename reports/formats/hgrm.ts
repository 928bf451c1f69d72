import { decodeFromCompressedBase64 } from 'hdr-histogram-js'
import { headlineHistogram } from '../model/load-figures.ts'
import type { Result } from '../model/result.ts'

const TICKS_PER_HALF_DISTANCE = 5
const US_PER_MS = 1_000

/**
 * The response times (of a closed loop: service times) of the load with most of them, as HdrHistogram’s
 * percentile distribution in milliseconds; of a run without load, nothing.
 */
export function renderHgrm({ load }: Result): string {
  const [largest] = load
    .flatMap(
      (each) => headlineHistogram(each, 'response') ?? headlineHistogram(each, 'service') ?? [],
    )
    .toSorted((a, b) => b.count - a.count)
  if (largest === undefined) return ''
  return decodeFromCompressedBase64(largest.hdrV2).outputPercentileDistribution(
    TICKS_PER_HALF_DISTANCE,
    US_PER_MS,
  )
}
