import { duplicatesOf, parseThreshold, type Threshold } from '../../thresholds/grammar.ts'
import type { ScenarioProblem } from './problems.ts'
import type { Scenario } from './schema.ts'

/** A threshold of a scenario, and whether a load ends early that does not keep it. */
export interface Held {
  readonly threshold: Threshold
  readonly abort: boolean
}

/** Thresholds that can be broken for good while the load goes on: not a least value, which the last one may be. */
const isKnownMeanwhile = ({ subject }: Threshold) => {
  if (subject.of !== 'time') return subject.of === 'operations'
  return ['response', 'service'].includes(subject.metric) && subject.statistic !== 'min'
}

const canAbort = (threshold: Threshold) =>
  isKnownMeanwhile(threshold) && ['<', '<=', '=='].includes(threshold.comparison)

/** Every threshold of a scenario, as far as it can be read. */
function readThresholds({ thresholds, phases }: Scenario) {
  const names = phases.map(({ name }) => name)
  return thresholds.map((given) => {
    const { that, abort } = typeof given === 'string' ? { that: given, abort: false } : given
    return { parsed: parseThreshold(that, names), abort }
  })
}

/** The thresholds of a scenario without problems. */
export const thresholdsOf = (scenario: Scenario): readonly Held[] =>
  readThresholds(scenario).flatMap(({ parsed, abort }) =>
    parsed.ok ? [{ threshold: parsed.threshold, abort }] : [],
  )

const at = (index: number, text: string) => ({ path: ['thresholds', index], text })

/** What is misspelt, said twice, or cannot end a load early. */
export function thresholdProblems(scenario: Scenario): ScenarioProblem[] {
  const read = readThresholds(scenario)
  const understood = read.map(({ parsed }) => (parsed.ok ? parsed.threshold : undefined))
  return [
    ...read.flatMap(({ parsed, abort }, index) => {
      if (!parsed.ok) return [at(index, parsed.problem)]
      return abort && !canAbort(parsed.threshold)
        ? [
            at(
              index,
              'cannot abort: only response and service (p(N), mean, max) and operations that are held below a limit can',
            ),
          ]
        : []
    }),
    ...duplicatesOf(understood).map(({ index, earlier }) =>
      at(index, `holds the same to a limit as "${earlier}"; leave one of them`),
    ),
  ]
}
