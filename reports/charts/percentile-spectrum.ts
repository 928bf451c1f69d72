import { decodeFromCompressedBase64 } from 'hdr-histogram-js'
import { headlineHistogram } from '../model/load-figures.ts'
import type { HistogramResult, LoadResult } from '../model/result.ts'
import { formatNumber, formatUs } from '../model/units.ts'
import type { Chart } from './chart.ts'
import { base, line, xAxis, yAxis } from './theme.ts'

const METRICS = ['response', 'service', 'lag'] as const
const STEPS_PER_DECADE = 12
/** Logarithmic axes have no zero. */
const LEAST_MS = 0.001

export interface Spectrum {
  readonly metric: HistogramResult['metric']
  /** [decades of nines, milliseconds]: 0 is the least value, 1 is 90 %, 2 is 99 %. */
  readonly points: readonly (readonly [number, number])[]
}

/** How many nines this many values bear: the last point is the greatest value. */
const decadesOf = (count: number) => Math.log10(Math.max(1, count))

/** A histogram's values by percentile. Throws when its blob is not HDR V2. */
export function spectrumOf({ metric, count, maxUs, hdrV2 }: HistogramResult): Spectrum {
  const histogram = decodeFromCompressedBase64(hdrV2, 64)
  const decades = decadesOf(count)
  const steps = Math.ceil(decades * STEPS_PER_DECADE)
  const points = Array.from({ length: steps }, (_, step): [number, number] => {
    const at = step / STEPS_PER_DECADE
    const us = Math.min(histogram.getValueAtPercentile(100 * (1 - 10 ** -at)), maxUs)
    return [at, Math.max(us / 1_000, LEAST_MS)]
  })
  return { metric, points: [...points, [decades, Math.max(maxUs / 1_000, LEAST_MS)]] }
}

/** 0 → "0 %", 1 → "90 %", 3 → "99.9 %". */
const percentLabel = (decades: number) =>
  decades === 0 ? '0 %' : `${(100 - 10 ** (2 - decades)).toFixed(Math.max(0, decades - 2))} %`

const labelOf = (histograms: readonly HistogramResult[]) =>
  histograms
    .map(({ metric, percentilesUs, maxUs, count }) => {
      const quoted = Object.entries(percentilesUs).map(([name, us]) => `${name} ${formatUs(us)}`)
      return `${metric}: ${[...quoted, `greatest ${formatUs(maxUs)}`, `${count} values`].join(', ')}`
    })
    .join('; ')

/** Latency by percentile, response, service and lag; null when the load measured none of them. */
export function percentileSpectrum(load: LoadResult, name: string): Chart | null {
  const histograms = METRICS.map((metric) => headlineHistogram(load, metric)).filter(
    (each) => each !== undefined && each.count > 0,
  )
  const measured = histograms.filter((each) => each !== undefined)
  if (measured.length === 0) return null
  const spectra = measured.map(spectrumOf)
  const max = Math.max(1, ...measured.map(({ count }) => decadesOf(count)))
  return {
    name,
    title: 'Latency by percentile',
    label: `Latency by percentile. ${labelOf(measured)}`,
    height: 240,
    option: (size) => ({
      ...base(),
      xAxis: xAxis(size, {
        name: 'percentile',
        min: 0,
        max,
        interval: 1,
        axisLabel: { color: 'var(--muted)', formatter: percentLabel, showMaxLabel: false },
        splitLine: { show: true, lineStyle: { color: 'var(--line)' } },
      }),
      yAxis: yAxis(
        { name: 'ms', axisLabel: { color: 'var(--muted)', formatter: formatNumber } },
        'log',
      ),
      series: spectra.map(({ metric, points }, index) => line(metric, index, points)),
    }),
  }
}
