import type { Demand } from './demand.ts'
import { beyond, derived, type Figure, given, measured } from './figure.ts'
import { LAYER_NAMES, type LayerName, type Measured } from './measured.ts'
import { silenceInputs, silenceOf } from './silence.ts'
import type { Workforce } from './workforce.ts'

const SECONDS_PER_DAY = 86_400
const BITS = 8

const SILENCE = 'bytes of a heartbeat ÷ period + keep-alives'

/** A formula and its inputs, with what the silent link carries where that is known. */
function withSilence(
  { formula, inputs }: Pick<Figure, 'formula' | 'inputs'>,
  layer: LayerName,
  workforce: Workforce,
  runs: Measured,
): Pick<Figure, 'formula' | 'inputs'> {
  return silenceOf(layer, workforce, runs) === undefined
    ? {
        formula: `${formula}; heartbeats and keep-alives were not measured and come on top`,
        inputs,
      }
    : {
        formula: `${formula}; the silence: ${SILENCE}`,
        inputs: [...inputs, ...silenceInputs(layer, workforce, runs)],
      }
}

export const bandwidthName = (layer: LayerName) => `bandwidth of an agent’s link at peak, ${layer}`
export const VOLUME_NAME = 'volume of an agent’s link on the busiest day'
export const SILENT_NAME = 'volume of a silent agent in a day (heartbeats, keep-alives)'

/** What the link carries at peak, by layer. */
const atPeak = (workforce: Workforce, demand: Demand, runs: Measured): Figure[] => {
  const { agents } = workforce
  const { bytes } = runs
  if (bytes === undefined) return []
  const share = demand.peak.value / agents
  return LAYER_NAMES.flatMap((layer): Figure[] => {
    const each = bytes.layers[layer]
    if (each === null) return []
    const silence = silenceOf(layer, workforce, runs) ?? 0
    const inputs = [
      derived(demand.peak),
      given('agents', agents, 'agents'),
      measured(`bytes of an operation, ${layer}`, each, 'bytes'),
    ]
    const formula = '(operations per second at peak ÷ agents × bytes + silence) × 8 ÷ 1000'
    const figure: Figure = {
      name: bandwidthName(layer),
      value: ((share * each + silence) * BITS) / 1_000,
      unit: 'kbit/s',
      ...withSilence({ formula, inputs }, layer, workforce, runs),
    }
    return [beyond(figure, share, bytes.perSecond)]
  })
}

/** What it carries in a day, the busiest and one on which nobody asks for anything. */
const inADay = (workforce: Workforce, demand: Demand, runs: Measured): Figure[] => {
  const { agents } = workforce
  const each = runs.bytes?.layers.IP
  const silence = silenceOf('IP', workforce, runs)
  const silentDay = (silence ?? 0) * SECONDS_PER_DAY
  const volume: Figure[] =
    typeof each !== 'number'
      ? []
      : [
          {
            name: VOLUME_NAME,
            value: ((demand.peakDay.value / agents) * each + silentDay) / 1e6,
            unit: 'MB',
            ...withSilence(
              {
                formula:
                  '(operations on the busiest day ÷ agents × bytes + silence × 86400 s) ÷ 1,000,000',
                inputs: [
                  derived(demand.peakDay),
                  given('agents', agents, 'agents'),
                  measured('bytes of an operation, IP', each, 'bytes'),
                ],
              },
              'IP',
              workforce,
              runs,
            ),
          },
        ]
  if (silence === undefined) return volume
  const silent: Figure = {
    name: SILENT_NAME,
    value: silentDay / 1_000,
    unit: 'kB',
    formula: `(${SILENCE}) × 86400 s ÷ 1000`,
    inputs: silenceInputs('IP', workforce, runs),
  }
  return [...volume, silent]
}

/** Bandwidth of one agent’s link at peak by layer, the volume of a day, the cost of doing nothing. */
export function bandwidthOf(workforce: Workforce, demand: Demand, runs: Measured): Figure[] {
  const { agents, heartbeatPeriodS } = workforce
  const heartbeats: Figure = {
    name: 'heartbeats of all agents in a day',
    value: (agents * SECONDS_PER_DAY) / heartbeatPeriodS,
    unit: 'messages',
    formula: 'agents × 86400 s ÷ period',
    inputs: [given('agents', agents, 'agents'), given('period', heartbeatPeriodS, 's')],
  }
  return [...atPeak(workforce, demand, runs), ...inADay(workforce, demand, runs), heartbeats]
}
