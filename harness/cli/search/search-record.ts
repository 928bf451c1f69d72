import type { Found, Purpose } from '../../../bench/search/find-highest.ts'
import type { Step } from '../../../bench/search/judge-step.ts'
import { headlineHistogram } from '../../../reports/model/load-figures.ts'
import type { LoadResult, Result } from '../../../reports/model/result.ts'
import type { SearchResult, SearchStep } from '../../../reports/model/search.ts'
import type { ValidityCheck } from '../../../reports/model/validity-check.ts'
import { formatNumber, formatUs } from '../../../reports/model/units.ts'

/** A step with what it was for and where its load is written. */
export interface TakenStep extends Step {
  readonly purpose: Purpose
  /** Null: not valid, and the search went on. */
  readonly load: number | null
}

const verdictOf = ({ invalid, kept }: Step) =>
  invalid === undefined ? (kept ? 'kept' : 'broken') : 'not-valid'

export const stepRecord = (step: TakenStep): SearchStep => ({
  ratePerSecond: step.value,
  purpose: step.purpose,
  verdict: verdictOf(step),
  reasons: [...(step.invalid ?? step.broken)],
  limits: [...step.limits],
  load: step.load,
})

/** One line for who watches. */
export function stepWords(step: Step): string {
  const verdict = { kept: 'kept', broken: 'BROKEN', 'not-valid': 'NOT VALID' }[verdictOf(step)]
  if (step.invalid !== undefined) return `${verdict}: ${step.invalid.join('; ')}`
  if (!step.kept) return `${verdict}: ${step.broken.join('; ')}`
  const [first] = step.limits
  return first === undefined ? verdict : `${verdict}: ${first.name}: ${first.observed}`
}

/** The runs that a found rate rests on: the last ones. */
const CONFIRMING = 3

export const confirmingOf = ({ held, trials }: Found<TakenStep>): readonly TakenStep[] =>
  held === undefined
    ? []
    : trials
        .filter(({ value, invalid }) => value === held && invalid === undefined)
        .slice(-CONFIRMING)

/** The steps whose thresholds are the run's: the confirming ones, or the lowest rate, which broke. */
function decisive(found: Found<TakenStep>): readonly TakenStep[] {
  if (found.ended !== 'nothing-held') return confirmingOf(found)
  return found.broke === undefined ? [] : [found.broke]
}

/** Each threshold over the steps that decide: it holds when it held in all of them. */
export function decidedLimits(found: Found<TakenStep>): ValidityCheck[] {
  const steps = decisive(found)
  const [one] = steps
  if (one === undefined) return []
  return one.limits.map(({ name, limit }, index) => {
    const its = steps.flatMap(({ limits }) => limits[index] ?? [])
    return {
      name: `${name}, at ${formatNumber(one.value)}/s`,
      ok: its.every(({ ok }) => ok),
      observed: its.map(({ observed }) => observed).join(', '),
      limit,
    }
  })
}

const SPREAD_OF = ['p50', 'p99'] as const

const spread = (name: string, values: readonly number[]) =>
  values.length === 0
    ? []
    : [`${name} ${formatUs(Math.min(...values))} to ${formatUs(Math.max(...values))}`]

/** The highest rate, with the response times of its confirming runs; none when none was confirmed. */
export function searchFigures(
  found: Found<TakenStep>,
  asked: readonly string[],
  loads: readonly LoadResult[],
): Result['figures'] {
  const { held, ended, broke, unmeasured } = found
  if (held === undefined) return []
  const confirming = confirmingOf(found).flatMap(({ load }) =>
    load === null ? [] : (loads[load] ?? []),
  )
  const spreads = SPREAD_OF.flatMap((name) =>
    spread(
      name,
      confirming.flatMap((load) => headlineHistogram(load, 'response')?.percentilesUs[name] ?? []),
    ),
  )
  const above = [
    broke === undefined ? 'nothing broke, it may be higher' : `${formatNumber(broke.value)} broke`,
    ...(unmeasured === undefined
      ? []
      : [`${formatNumber(unmeasured.value)} could not be measured`]),
  ].join('; ')
  return [
    {
      name: `${ended === 'confirmed' ? 'highest rate' : 'at least so high a rate'} that keeps ${asked.join(', ')}`,
      value: held,
      unit: 'operations/s',
      against: `${above}; response in ${confirming.length} confirming runs: ${spreads.join(', ')}`,
    },
  ]
}

/** Why the highest rate is not known although all that decides was measured; none: it is. */
export function whyNotKnown({ ended, trials, unmeasured }: Found<TakenStep>): string[] {
  if (ended === 'out-of-trials') {
    return [`the search used its ${trials.length} steps up; give more --steps, or a higher --from`]
  }
  if (ended !== 'not-measured-above' || unmeasured === undefined) return []
  const { value, invalid = [] } = unmeasured
  return [
    `what the system does at ${formatNumber(value)}/s cannot be measured from here (${invalid.join('; ')}); give the load driver cores of its own`,
  ]
}

/** What the result file says of a search that is over, or goes on. */
export function searchRecord(
  about: Pick<SearchResult, 'operation' | 'thresholds' | 'resolution' | 'atMostPerSecond'>,
  steps: readonly TakenStep[],
  found?: Found<TakenStep>,
): SearchResult {
  return {
    ...about,
    ended: found?.ended ?? 'going-on',
    highestPerSecond: found?.held ?? null,
    brokePerSecond: found?.broke?.value ?? null,
    ...(found?.unmeasured !== undefined && { unmeasuredPerSecond: found.unmeasured.value }),
    steps: steps.map(stepRecord),
  }
}
