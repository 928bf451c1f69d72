import type { Ladder, LinkResult } from '../../../reports/model/result.ts'
import { bandwidthName, SILENT_NAME, VOLUME_NAME } from '../../../reports/plan/bandwidth.ts'
import { LAYER_NAMES, layersOf } from '../../../reports/plan/measured.ts'
import type { Plan } from '../../../reports/plan/plan.ts'
import type { Silenced } from './count.ts'

/** How far what happened may lie from what was foretold. */
export const TOLERANCE = 0.15

/** What compressed time says nothing about. */
export const LEFT_OUT = [
  'response times and waits: an operation takes its real time, the more of the scenario’s the more it is compressed',
  'time until a backlog is gone: the agent works at its real speed',
  'bytes of an outage: so little time passes that one keep-alive more or less would decide',
] as const

const SECONDS_PER_HOUR = 3_600
const DAY_S = 86_400
const BITS = 8

export interface Foretold {
  readonly name: string
  readonly unit: string
  readonly predicted: number
  readonly observed: number
}

/** Observed against predicted, 1: as foretold. Nothing foretold and nothing seen is that too. */
export const ratioOf = ({ predicted, observed }: Foretold) =>
  predicted === 0 && observed === 0 ? 1 : observed / predicted

export const holds = (row: Foretold) => Math.abs(ratioOf(row) - 1) <= TOLERANCE

/** A figure of a plan by its name, or what its name begins with. Throws when the plan lacks it. */
export function figureOf({ parts }: Plan, name: string): number {
  const figure = parts.flatMap(({ figures }) => figures).find((each) => each.name.includes(name))
  if (figure === undefined) throw new Error(`the plan foretells no “${name}”`)
  return figure.value
}

export interface Lived {
  readonly operations: number
  readonly busiestHour: number
  readonly busiestLadder?: Ladder
  readonly busy: LinkResult
  readonly silent: LinkResult
  readonly silenced?: Silenced
}

const peakRows = (plan: Plan, { busiestHour, busiestLadder }: Lived): Foretold[] => {
  if (busiestLadder === undefined) return []
  const layers = layersOf({ ladder: busiestLadder }, SECONDS_PER_HOUR)
  return [
    {
      name: 'operations in the busiest hour',
      unit: 'operations',
      predicted: figureOf(plan, 'operations per second at peak') * SECONDS_PER_HOUR,
      observed: busiestHour,
    },
    ...LAYER_NAMES.flatMap((layer): Foretold[] => {
      const bytesPerSecond = layers[layer]
      if (bytesPerSecond === null) return []
      const name = bandwidthName(layer)
      const observed = (bytesPerSecond * BITS) / 1_000
      return [{ name, unit: 'kbit/s', predicted: figureOf(plan, name), observed }]
    }),
  ]
}

/** Whole days only: of the hours that were not lived through, the plan says that they are silent. */
const dayRows = (plan: Plan, { operations, busy }: Lived): Foretold[] => {
  const silentBytes = figureOf(plan, SILENT_NAME) * 1_000
  const unlivedShare = 1 - busy.durationMs / 1_000 / DAY_S
  return [
    {
      name: 'operations on the busiest day',
      unit: 'operations',
      predicted: figureOf(plan, 'operations on the busiest day'),
      observed: operations,
    },
    {
      name: `${VOLUME_NAME}, the hours lived through`,
      unit: 'kB',
      predicted: (figureOf(plan, VOLUME_NAME) * 1e6 - silentBytes * unlivedShare) / 1_000,
      observed: busy.ladder.ipBytes / 1_000,
    },
  ]
}

const outageRows = (plan: Plan, { applied, expired, turnedAway }: Silenced): Foretold[] =>
  [
    { name: 'taken and expired, told as not changed', observed: expired },
    { name: 'waiting when the agents return, then applied', observed: applied },
    { name: 'turned away before the first gate', observed: turnedAway },
  ].map((row) => ({ ...row, unit: 'operations', predicted: figureOf(plan, row.name) }))

const silentRow = (plan: Plan, { ladder, durationMs }: LinkResult): Foretold => ({
  name: 'volume of a silent agent',
  unit: 'kB a day',
  predicted: figureOf(plan, SILENT_NAME),
  observed: (ladder.ipBytes * DAY_S) / durationMs,
})

/** What the plan foretold, beside what happened. `silentPlan`: of the stretch in which the silent link was counted. */
export const compareForetold = (plan: Plan, silentPlan: Plan, lived: Lived): Foretold[] =>
  lived.silenced === undefined
    ? [...peakRows(plan, lived), ...dayRows(plan, lived), silentRow(silentPlan, lived.silent)]
    : outageRows(plan, lived.silenced)
