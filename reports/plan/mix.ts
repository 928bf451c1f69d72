import { type Figure, given, measured } from './figure.ts'
import { type LayerName, mapLayers, type Measured } from './measured.ts'
import type { Workforce } from './workforce.ts'

type Asked = Pick<Workforce, 'resetsPerUserYear' | 'changesPerUserYear'>

/** Of all operations, those that are changes. */
const changesShare = ({ resetsPerUserYear, changesPerUserYear }: Asked) => {
  const all = resetsPerUserYear + changesPerUserYear
  return all === 0 ? 0 : changesPerUserYear / all
}

function bytesOf(layer: LayerName, asked: Asked, { bytes, changeBytes }: Measured): number | null {
  const reset = bytes?.layers[layer] ?? null
  const change = changeBytes?.[layer] ?? reset
  if (reset === null || change === null) return null
  const share = changesShare(asked)
  return (1 - share) * reset + share * change
}

/** What runs have shown, with an operation’s bytes those of the workforce’s mix of resets and changes. */
export const ofMix = (asked: Asked, runs: Measured): Measured =>
  runs.bytes === undefined
    ? runs
    : {
        ...runs,
        bytes: { ...runs.bytes, layers: mapLayers((layer) => bytesOf(layer, asked, runs)) },
      }

/** The figure that all bandwidth rests on. */
export function mixOf(asked: Asked, runs: Measured): Figure[] {
  const value = bytesOf('IP', asked, runs)
  const reset = runs.bytes?.layers.IP
  const change = runs.changeBytes?.IP
  if (value === null || typeof reset !== 'number') return []
  return [
    {
      name: 'bytes of an operation on an agent’s link, IP',
      value,
      unit: 'bytes',
      formula: '(1 − share of changes) × bytes of a reset + share of changes × bytes of a change',
      inputs: [
        given('share of changes', changesShare(asked), 'of operations'),
        measured('bytes of a reset', reset, 'bytes'),
        measured('bytes of a change', change ?? reset, 'bytes'),
      ],
    },
  ]
}
