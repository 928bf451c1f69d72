import type { Journey } from '../model/result.ts'
import { formatNumber } from '../model/units.ts'
import type { Chart } from './chart.ts'
import { stackedBar } from './stacked-bar.ts'

/** Where the time of a reset goes, hop by hop, as one stacked bar; null without operations. */
export function hopBar({ name, operations, hops }: Journey, chartName: string): Chart | null {
  if (operations === 0) return null
  const parts = hops.map(({ hop, meanMs }) => ({ part: hop, value: meanMs }))
  const whole = parts.reduce((sum, { value }) => sum + value, 0)
  const words = parts.map(({ part, value }) => `${part} ${formatNumber(value)}`)
  return stackedBar(parts, {
    name: chartName,
    title: 'Where the time goes, hop by hop',
    label: `Mean milliseconds of ${name}, ${formatNumber(whole)} in all: ${words.join(', ')}`,
    axis: 'ms, mean',
  })
}
