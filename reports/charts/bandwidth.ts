import { PROMISED_BITS_PER_SECOND } from '../model/link-figures.ts'
import type { LinkResult } from '../model/result.ts'
import { formatNumber } from '../model/units.ts'
import type { Chart } from './chart.ts'
import { base, limitLine, line, xAxis, yAxis } from './theme.ts'
import { inGroups, intervalMs } from './thin.ts'

const PROMISED_KBIT = PROMISED_BITS_PER_SECOND / 1_000

/** Bandwidth of a link over time against the promised line; null without intervals. */
export function bandwidth({ name, intervals }: LinkResult, chartName: string): Chart | null {
  if (intervals.length === 0) return null
  const widthMs = intervalMs(intervals)
  const points = inGroups(intervals).map((group): [number, number] => {
    const bytes = group.reduce((sum, { ipBytes }) => sum + ipBytes, 0)
    return [(group[0]?.startMs ?? 0) / 1_000, (bytes * 8) / (widthMs * group.length)]
  })
  const rates = points.map(([, kbit]) => kbit)
  const most = Math.max(...rates)
  return {
    name: chartName,
    title: 'Bandwidth over time',
    label: `Bandwidth of ${name} over time, IP level, both directions: at most ${formatNumber(most)} kbit/s, least ${formatNumber(Math.min(...rates))} kbit/s; promised: at most ${PROMISED_KBIT} kbit/s`,
    height: 240,
    option: (size) => ({
      ...base({ legend: false }),
      xAxis: xAxis(size, { name: 'seconds from the start of the measurement' }),
      yAxis: yAxis({
        name: 'kbit/s',
        min: 0,
        max: (range: { max: number }) =>
          4 * Math.ceil((Math.max(range.max, PROMISED_KBIT) * 1.15) / 4),
      }),
      series: [
        {
          ...line('kbit/s', 0, points),
          step: 'end',
          markLine: limitLine({ yAxis: PROMISED_KBIT }, `promised: ${PROMISED_KBIT} kbit/s`),
        },
      ],
    }),
  }
}
