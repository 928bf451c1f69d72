import type { Disturbance } from '../../disturbances/disturbance.ts'
import type { PlannedDisturbance } from '../../disturbances/run-disturbances.ts'
import { ARGUMENT_NAMES, ARGUMENTS, STEPS } from './disturbance-form.ts'
import type { ScenarioProblem } from './problems.ts'
import type { Scenario } from './schema.ts'

type Ordered = Scenario['disturbances'][number]

const kindOf = ({ kind }: Pick<Ordered, 'kind'>): Disturbance => STEPS[kind]

const argumentsOf = (kind: Ordered['kind']) => {
  const { takes = [] } = kindOf({ kind })
  return ARGUMENT_NAMES.filter((name) => takes.includes(ARGUMENTS[name]))
}

const argumentProblems = (step: Ordered): string[] => {
  const { kind } = step
  const allowed = argumentsOf(kind)
  const given = ARGUMENT_NAMES.filter((name) => step[name] !== undefined)
  const strange = given.filter((name) => !allowed.includes(name))
  const has = allowed.length === 0 ? 'no arguments' : allowed.join(', ')
  return [
    ...strange.map((name) => `${kind} takes ${has}; leave ${name} out`),
    ...(kind === 'link-slow' && given.length === 0 ? [`${kind} needs one of ${has}`] : []),
  ]
}

const overlap = (a: Ordered, b: Ordered) => a.at < b.at + b.for && b.at < a.at + a.for

const clashProblems = (step: Ordered, earlier: readonly Ordered[]): string[] =>
  earlier
    .filter((other) => overlap(step, other))
    .flatMap((other) => {
      const both = kindOf(step).occupies.filter((part) => kindOf(other).occupies.includes(part))
      return both.length === 0
        ? []
        : [`${step.kind} and an earlier ${other.kind} want ${both.join(', ')} at the same time`]
    })

/** Kinds after which the heartbeats of all tenants come when they can. */
const SILENCES: ReadonlySet<string> = new Set(['agent', 'relay'])

const silenceProblems = (step: Ordered, { idleTenants }: Scenario): string[] =>
  idleTenants > 0 && kindOf(step).occupies.some((part) => SILENCES.has(part))
    ? [`${step.kind} disturbs the idle tenants, whose heartbeats are judged: leave idleTenants out`]
    : []

/** What no single key of a disturbance is to blame for. */
export function disturbanceProblems(scenario: Scenario): ScenarioProblem[] {
  const { phases, disturbances } = scenario
  const durationMs = phases.reduce((sum, phase) => sum + phase.duration, 0)
  return disturbances.flatMap((step, index) =>
    [
      ...argumentProblems(step),
      ...(step.at + step.for <= durationMs ? [] : ['is not over when the last phase is']),
      ...clashProblems(step, disturbances.slice(0, index)),
      ...silenceProblems(step, scenario),
    ].map((text) => ({ path: ['disturbances', index], text })),
  )
}

/**
 * A scenario's steps as they are done, ordered by time: what is told in the scenario's time passes
 * `compression` times as fast, and a link carries as many bits more. `limitMs`: of the scenario's own time;
 * what begins later is left out.
 */
export const plannedDisturbances = (
  { disturbances }: Scenario,
  compression: number,
  limitMs = Number.POSITIVE_INFINITY,
): PlannedDisturbance[] =>
  disturbances
    .filter(({ at }) => at < limitMs)
    .toSorted((a, b) => a.at - b.at)
    .map(({ kind, at, for: durationMs, rate, delay, jitter, behind, ahead }) => ({
      kind,
      atMs: at / compression,
      durationMs: durationMs / compression,
      ...(rate !== undefined && { bitsPerSecond: rate * compression }),
      ...(delay !== undefined && { delayMs: delay }),
      ...(jitter !== undefined && { jitterMs: jitter }),
      ...(behind !== undefined && { skewMs: behind }),
      ...(ahead !== undefined && { aheadMs: ahead }),
    }))
