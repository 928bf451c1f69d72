import { ladderLayers } from '../model/link-figures.ts'
import type { LinkResult } from '../model/result.ts'
import { formatNumber } from '../model/units.ts'
import type { Chart } from './chart.ts'
import { base, COLOURS, xAxis, yAxis } from './theme.ts'

/** What an operation costs, layer by layer, as one stacked bar; null when nothing was carried. */
export function ladderBar(
  { name, ladder, operations }: LinkResult,
  chartName: string,
): Chart | null {
  if (operations === 0) return null
  const layers = ladderLayers(ladder).map(({ name: layer, bytes }) => ({
    layer,
    bytes: bytes / operations,
  }))
  const words = layers.map(({ layer, bytes }) => `${layer} ${formatNumber(bytes)}`)
  return {
    name: chartName,
    title: 'Bytes per operation, layer by layer',
    label: `Bytes per operation on ${name}, ${formatNumber(ladder.ipBytes / operations)} in all: ${words.join(', ')}`,
    height: 150,
    option: (size) => ({
      ...base(),
      xAxis: xAxis(size, { name: 'bytes at IP level' }),
      yAxis: { ...yAxis({ name: '' }, 'category'), data: [''], axisLine: { show: false } },
      series: layers.map(({ layer, bytes }, index) => ({
        type: 'bar',
        name: layer,
        stack: 'ladder',
        silent: true,
        barWidth: 44,
        itemStyle: { borderColor: COLOURS.page, borderWidth: 1 },
        label: {
          show: bytes >= ladder.ipBytes / operations / (size === 'wide' ? 16 : 8),
          formatter: formatNumber(bytes),
          color: COLOURS.page,
          fontWeight: 600,
          textBorderWidth: 0,
        },
        color: COLOURS.series[index % COLOURS.series.length],
        data: [bytes],
      })),
    }),
  }
}
