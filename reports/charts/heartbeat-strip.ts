import type { LoadResult } from '../model/result.ts'
import { formatMs } from '../model/units.ts'
import type { Chart } from './chart.ts'
import { base, xAxis, yAxis } from './theme.ts'

/** More tenants than this are not told apart in a drawing. */
const MOST_TENANTS = 200

/** Each heartbeat that was seen as a dot, a row a tenant; null without heartbeats. */
export function heartbeatStrip({ heartbeats }: LoadResult, name: string): Chart | null {
  if (heartbeats === null || heartbeats.strip.length === 0) return null
  const { tenants, periodMs, due, seen, missed, worstDeviationMs } = heartbeats
  const rows = heartbeats.strip.slice(0, MOST_TENANTS)
  const startMs = Math.min(...rows.flatMap(({ atMs }) => atMs))
  const dots = rows.flatMap(({ atMs }, row) =>
    atMs.map((at) => [(at - startMs) / 1_000, row + 1] as const),
  )
  if (dots.length === 0) return null
  const drawn = rows.length < tenants ? ` (the first ${rows.length} are drawn)` : ''
  return {
    name,
    title: `Heartbeats of ${tenants} tenants${drawn}`,
    label: `Heartbeats of ${tenants} tenants, one every ${formatMs(periodMs)}: ${seen} of ${due} seen on time, ${missed} missed, worst deviation ${formatMs(worstDeviationMs)}`,
    height: 260,
    option: (size) => ({
      ...base({ legend: false }),
      xAxis: xAxis(size, { name: 'seconds, by the agents’ clock' }),
      yAxis: yAxis({ name: 'tenant', min: 0, max: Math.max(2, rows.length), minInterval: 1 }),
      series: [{ type: 'scatter', name: 'heartbeat', silent: true, symbolSize: 3, data: dots }],
    }),
  }
}
