import { REFUSALS, type RefusalName, REFUSAL_NAMES, type OperationName } from './mix.ts'
import { disturbanceProblems } from './disturbances.ts'
import { thresholdProblems } from './held.ts'
import type { ScenarioProblem } from './problems.ts'
import type { Scenario } from './schema.ts'

type Phase = Scenario['phases'][number]

/** The mix and refusals that hold in a phase. */
export const mixOf = ({ operations, refusals }: Scenario, phase: Phase) => ({
  operations: phase.operations ?? operations,
  refusals: phase.refusals ?? refusals,
})

const duplicates = ({ phases }: Scenario): ScenarioProblem[] =>
  phases.flatMap(({ name }, index) =>
    phases.findIndex((each) => each.name === name) === index
      ? []
      : [{ path: ['phases', index, 'name'], text: `${name} is the name of an earlier phase too` }],
  )

/** Refusals that are asked for. */
const askedOf = (refusals: Phase['refusals'] = {}): [RefusalName, number][] =>
  REFUSAL_NAMES.flatMap((name): [RefusalName, number][] => {
    const share = refusals[name] ?? 0
    return share > 0 ? [[name, share]] : []
  })

/** An operation of the mix that can be refused so. */
export const refusable = (
  operations: Scenario['operations'],
  refusal: RefusalName,
): readonly OperationName[] => {
  const of: readonly OperationName[] = REFUSALS[refusal].of
  return of.filter((name) => (operations[name] ?? 0) > 0)
}

const ALL_PERCENT = 100

const refusalProblems = (scenario: Scenario): ScenarioProblem[] =>
  scenario.phases.flatMap((phase, index) => {
    const { operations, refusals } = mixOf(scenario, phase)
    const path = phase.refusals === undefined ? ['refusals'] : ['phases', index, 'refusals']
    const asked = askedOf(refusals)
    const sum = asked.reduce((total, [, share]) => total + share, 0)
    return [
      ...(sum > ALL_PERCENT ? [{ path, text: `add up to ${sum} percent, more than all` }] : []),
      ...asked
        .filter(([name]) => refusable(operations, name).length === 0)
        .map(([name]) => ({
          path: [...path, name],
          text: `needs one of ${REFUSALS[name].of.join(', ')} among the operations of phase ${phase.name}`,
        })),
    ]
  })

/** A problem of the scenario's own keys would be told once for each phase. */
const distinct = (problems: readonly ScenarioProblem[]): ScenarioProblem[] => [
  ...new Map(problems.map((each) => [JSON.stringify([each.path, each.text]), each])).values(),
]

const arrivalProblems = (scenario: Scenario): ScenarioProblem[] => {
  let beginsAtMs = scenario.begins
  return scenario.phases.flatMap(({ arrivals, duration }, index) => {
    const context = { durationMs: duration, beginsAtMs, people: scenario.population.people }
    beginsAtMs += duration
    return (arrivals.problems?.(context) ?? []).map((text) => ({
      path: ['phases', index, 'arrivals'],
      text,
    }))
  })
}

/** What no single key is to blame for. */
export const checkScenario = (scenario: Scenario): ScenarioProblem[] =>
  distinct([
    ...duplicates(scenario),
    ...refusalProblems(scenario),
    ...arrivalProblems(scenario),
    ...disturbanceProblems(scenario),
    ...thresholdProblems(scenario),
  ])
