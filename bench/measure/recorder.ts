import type { Histogram } from 'hdr-histogram-js'
import type { HistogramResult } from '../../reports/model/result.ts'
import { createHistogram, decode, encode, HIGHEST_US } from './hdr.ts'
import { PERCENTILE_NAMES, PERCENTILES, valuesNeeded } from './percentiles.ts'

type Metric = HistogramResult['metric']

/** What a histogram is of. `outcome`: an outcome class, or `all`. */
export interface Series {
  readonly metric: Metric
  readonly phase: string
  readonly outcome: string
}

interface Recorded {
  readonly series: Series
  readonly histogram: Histogram
  count: number
  minUs: number
  maxUs: number
  sumUs: number
  /** Values that are lower bounds, and the least of them. */
  censored: number
  censoredFromUs: number
}

const keyOf = ({ metric, phase, outcome }: Series) => `${metric}\n${phase}\n${outcome}`

const create = (series: Series): Recorded => ({
  series,
  histogram: createHistogram(),
  count: 0,
  minUs: Number.POSITIVE_INFINITY,
  maxUs: 0,
  sumUs: 0,
  censored: 0,
  censoredFromUs: Number.POSITIVE_INFINITY,
})

/** Only percentiles that the number of values bears; never above the exact greatest value. */
const percentilesOf = ({ histogram, count, maxUs }: Recorded): Record<string, number> =>
  Object.fromEntries(
    PERCENTILE_NAMES.filter((name) => count >= valuesNeeded(name)).map((name) => [
      name,
      Math.min(histogram.getValueAtPercentile(PERCENTILES[name]), maxUs),
    ]),
  )

/** One HDR histogram a series; count, least, greatest and sum exact beside it. */
export class Recorder {
  readonly #recorded = new Map<string, Recorded>()
  #clamped = 0

  /**
   * Milliseconds; rounded to microseconds. Above an hour: counted as an hour, the maximum stays exact.
   * `censored`: waiting ended then, the true value is greater.
   */
  record(series: Series, valueMs: number, censored = false) {
    const us = Math.round(valueMs * 1000)
    if (!(us >= 0)) throw new RangeError(`${series.metric}: found ${valueMs} ms, must be 0 or more`)
    const recorded = this.#of(series)
    if (us > HIGHEST_US) this.#clamped++
    recorded.histogram.recordValue(Math.min(us, HIGHEST_US))
    recorded.count++
    recorded.minUs = Math.min(recorded.minUs, us)
    recorded.maxUs = Math.max(recorded.maxUs, us)
    recorded.sumUs += us
    if (!censored) return
    recorded.censored++
    recorded.censoredFromUs = Math.min(recorded.censoredFromUs, us)
  }

  /** Adds what another recorder told, bucket for bucket: as if its values had been recorded here. */
  merge(results: readonly HistogramResult[]) {
    for (const result of results) {
      const recorded = this.#of(result)
      const other = decode(result.hdrV2)
      recorded.histogram.add(other)
      other.destroy()
      recorded.count += result.count
      recorded.minUs = Math.min(recorded.minUs, result.minUs)
      recorded.maxUs = Math.max(recorded.maxUs, result.maxUs)
      recorded.sumUs += result.sumUs
      recorded.censored += result.censored?.count ?? 0
      recorded.censoredFromUs = Math.min(
        recorded.censoredFromUs,
        result.censored?.fromUs ?? Number.POSITIVE_INFINITY,
      )
    }
  }

  /** Values that were above the histograms' range. */
  get clamped() {
    return this.#clamped
  }

  /** Of a series, whether or not its number of values bears it; 0 of none. */
  percentileUs(series: Series, percentile: number): number {
    const recorded = this.#recorded.get(keyOf(series))
    if (recorded === undefined) return 0
    return Math.min(recorded.histogram.getValueAtPercentile(percentile), recorded.maxUs)
  }

  results(): HistogramResult[] {
    return [...this.#recorded.values()].map((recorded) => ({
      ...recorded.series,
      count: recorded.count,
      minUs: recorded.minUs,
      maxUs: recorded.maxUs,
      sumUs: recorded.sumUs,
      percentilesUs: percentilesOf(recorded),
      ...(recorded.censored > 0 && {
        censored: { count: recorded.censored, fromUs: recorded.censoredFromUs },
      }),
      hdrV2: encode(recorded.histogram),
    }))
  }

  /** Gives the WebAssembly memory back. */
  destroy() {
    for (const { histogram } of this.#recorded.values()) histogram.destroy()
    this.#recorded.clear()
  }

  #of({ metric, phase, outcome }: Series): Recorded {
    const series = { metric, phase, outcome }
    const key = keyOf(series)
    const recorded = this.#recorded.get(key) ?? create(series)
    this.#recorded.set(key, recorded)
    return recorded
  }
}
