import type { Demand } from './demand.ts'
import { beyond, derived, type Figure, given, measured } from './figure.ts'
import { LAYER_NAMES, type Measured } from './measured.ts'
import type { Workforce } from './workforce.ts'

const SECONDS_PER_DAY = 86_400

/** Bandwidth of one agent’s link at peak by layer, the volume of a day, the cost of doing nothing. */
export function bandwidthOf(workforce: Workforce, demand: Demand, runs: Measured): Figure[] {
  const { agents, heartbeatPeriodS } = workforce
  const { bytes, idleBitPerSecond } = runs
  const share = demand.peak.value / agents
  const perAgent = given('agents', agents, 'agents')
  const atPeak =
    bytes === undefined
      ? []
      : LAYER_NAMES.flatMap((layer): Figure[] => {
          const each = bytes.layers[layer]
          if (each === null) return []
          const figure: Figure = {
            name: `bandwidth of an agent’s link at peak, ${layer}`,
            value: (share * each * 8) / 1_000,
            unit: 'kbit/s',
            formula: 'operations per second at peak ÷ agents × bytes × 8 ÷ 1000',
            inputs: [
              derived(demand.peak),
              perAgent,
              measured(`bytes of an operation, ${layer}`, each, 'bytes'),
            ],
          }
          return [beyond(figure, share, bytes.perSecond)]
        })
  const ipBytes = bytes?.layers.IP
  const volume: Figure[] =
    typeof ipBytes !== 'number'
      ? []
      : [
          {
            name: 'volume of an agent’s link on the busiest day',
            value: (demand.peakDay.value / agents) * (ipBytes / 1e6),
            unit: 'MB',
            formula: 'operations on the busiest day ÷ agents × bytes ÷ 1,000,000',
            inputs: [
              derived(demand.peakDay),
              perAgent,
              measured('bytes of an operation, IP', ipBytes, 'bytes'),
            ],
          },
        ]
  const idle: Figure[] =
    idleBitPerSecond === undefined
      ? []
      : [
          {
            name: 'volume of a silent agent in a day (heartbeats, keep-alives)',
            value: (idleBitPerSecond * SECONDS_PER_DAY) / 8 / 1_000,
            unit: 'kB',
            formula: 'bits per second when idle × 86400 s ÷ 8 ÷ 1000',
            inputs: [measured('bits per second when idle', idleBitPerSecond, 'bit/s')],
          },
        ]
  const heartbeats: Figure = {
    name: 'heartbeats of all agents in a day',
    value: (agents * SECONDS_PER_DAY) / heartbeatPeriodS,
    unit: 'messages',
    formula: 'agents × 86400 s ÷ period',
    inputs: [perAgent, given('period', heartbeatPeriodS, 's')],
  }
  return [...atPeak, ...volume, heartbeats, ...idle]
}
