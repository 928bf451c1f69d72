import { headlineHistogram } from '../model/load-figures.ts'
import type { LoadResult } from '../model/result.ts'
import { formatNumber, formatUs } from '../model/units.ts'
import type { Chart } from './chart.ts'
import { base, line, xAxis, yAxis } from './theme.ts'

const PERCENTILES = ['p50', 'p90', 'p99'] as const

/** Response time against the rate that was offered, over the open loads of a run; null of fewer than two. */
export function loadLatency(loads: readonly LoadResult[], name: string): Chart | null {
  const steps = loads
    .filter(({ loop }) => loop === 'open')
    .flatMap((load) => {
      const histogram = headlineHistogram(load, 'response')
      return histogram === undefined
        ? []
        : [{ rate: load.ratePerSecond, percentiles: histogram.percentilesUs }]
    })
    .toSorted((a, b) => a.rate - b.rate)
  if (new Set(steps.map(({ rate }) => rate)).size < 2) return null
  const words = steps.map(({ rate, percentiles }) => {
    const quoted = PERCENTILES.flatMap((percentile) => {
      const us = percentiles[percentile]
      return us === undefined ? [] : [`${percentile} ${formatUs(us)}`]
    })
    return `${formatNumber(rate)}/s: ${quoted.join(', ')}`
  })
  return {
    name,
    title: 'Response by load (ms)',
    label: `Response by load. ${words.join('; ')}`,
    height: 240,
    option: (size) => ({
      ...base(),
      xAxis: xAxis(size, { name: 'operations per second offered' }),
      yAxis: yAxis({ name: 'ms', min: 1 }, 'log'),
      series: PERCENTILES.map((percentile, index) => ({
        ...line(
          percentile,
          index,
          steps.flatMap(({ rate, percentiles }) => {
            const us = percentiles[percentile]
            return us === undefined ? [] : [[rate, Math.max(us / 1_000, 1)]]
          }),
        ),
        symbol: 'circle',
        symbolSize: 6,
      })),
    }),
  }
}
