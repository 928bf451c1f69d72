import { ladderLayers } from '../model/link-figures.ts'
import type { LinkResult } from '../model/result.ts'
import { formatNumber } from '../model/units.ts'
import type { Chart } from './chart.ts'
import { stackedBar } from './stacked-bar.ts'

/** What an operation costs, layer by layer, as one stacked bar; null when nothing was carried. */
export function ladderBar(
  { name, ladder, operations }: LinkResult,
  chartName: string,
): Chart | null {
  if (operations === 0) return null
  const layers = ladderLayers(ladder).map((layer) => ({
    part: layer.name,
    value: layer.bytes / operations,
  }))
  const words = layers.map(({ part, value }) => `${part} ${formatNumber(value)}`)
  return stackedBar(layers, {
    name: chartName,
    title: 'Bytes per operation, layer by layer',
    label: `Bytes per operation on ${name}, ${formatNumber(ladder.ipBytes / operations)} in all: ${words.join(', ')}`,
    axis: 'bytes at IP level',
  })
}
