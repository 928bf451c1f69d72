import {
  classNamed,
  isScalar,
  isTime,
  METRIC_NAMES,
  OUTCOME_TAGS,
  type ScalarName,
  SCALARS,
  type TimeName,
} from './metrics.ts'
import type { OutcomeClass } from '../measure/outcomes.ts'
import { type Dimension, factorOf, unitsOf } from './units.ts'

/** Whether a value keeps a limit. */
export const COMPARISONS = {
  '<=': (value, limit) => value <= limit,
  '>=': (value, limit) => value >= limit,
  '==': (value, limit) => value === limit,
  '!=': (value, limit) => value !== limit,
  '<': (value, limit) => value < limit,
  '>': (value, limit) => value > limit,
} as const satisfies Record<string, (value: number, limit: number) => boolean>
type Comparison = keyof typeof COMPARISONS
const isComparison = (text: string): text is Comparison => Object.hasOwn(COMPARISONS, text)

/** What of a histogram: a percentile from 0 to 100, or one of its exact values. */
export type Statistic = { readonly percentile: number } | 'mean' | 'min' | 'max'

export type Subject =
  | {
      readonly of: 'time'
      readonly metric: TimeName
      readonly outcome: string
      readonly statistic: Statistic
    }
  | { readonly of: 'operations'; readonly outcome: OutcomeClass }
  | { readonly of: 'scalar'; readonly metric: ScalarName }

/** A threshold, understood. */
export interface Threshold {
  /** As it was written. */
  readonly text: string
  readonly subject: Subject
  readonly dimension: Dimension
  readonly comparison: Comparison
  /** In the dimension's own unit. */
  readonly limit: number
  /** As it was written. */
  readonly unit: string
  /** Undefined: the whole load. */
  readonly phase: string | undefined
}

export type Parsed =
  | { readonly ok: true; readonly threshold: Threshold }
  | { readonly ok: false; readonly problem: string }

const FORM =
  /^(?<metric>[a-z][a-z ]*?)\s*(?:\{\s*outcome:\s*(?<outcome>\w+)\s*\})?\s*(?<statistic>p\(\s*\d+(?:\.\d+)?\s*\)|\bmean\b|\bmin\b|\bmax\b)?\s*(?<comparison><=|>=|==|!=|<|>)\s*(?<limit>\d+(?:\.\d+)?)\s*(?<unit>[A-Za-z/%]*)(?:\s+for phase (?<phase>\S+))?$/

const EXAMPLES = '"response p(99.9) < 800ms for phase storm", "heartbeat misses == 0"'

const statisticOf = (text: string): Statistic | undefined => {
  if (text === 'mean' || text === 'min' || text === 'max') return text
  const percentile = Number(/[\d.]+/.exec(text)?.[0])
  return percentile > 0 && percentile < 100 ? { percentile } : undefined
}

type Groups = Readonly<Record<string, string | undefined>>

type SubjectRead =
  | { readonly subject: Subject; readonly dimension: Dimension }
  | { readonly problem: string }

function timeSubject(metric: TimeName, { statistic, outcome = 'all' }: Groups): SubjectRead {
  const asked = statistic === undefined ? undefined : statisticOf(statistic)
  if (asked === undefined) {
    return {
      problem: `${metric} needs what of it: p(N) with N between 0 and 100, mean, min or max; found ${statistic ?? 'nothing'}`,
    }
  }
  if (!OUTCOME_TAGS.includes(outcome)) {
    return { problem: `outcome ${outcome} is not known; allowed are ${OUTCOME_TAGS.join(', ')}` }
  }
  return { subject: { of: 'time', metric, outcome, statistic: asked }, dimension: 'time' }
}

function subjectOf(groups: Groups): SubjectRead {
  const { metric = '', statistic, outcome, phase } = groups
  if (isTime(metric)) return timeSubject(metric, groups)
  if (statistic !== undefined || outcome !== undefined) {
    const times = 'response, service, lag or connect'
    if (METRIC_NAMES.includes(metric)) {
      return {
        problem: `${metric} is one number; p(N), mean, min, max and {outcome: …} are of ${times}`,
      }
    }
  }
  const ended = classNamed(metric)
  if (ended !== undefined)
    return { subject: { of: 'operations', outcome: ended }, dimension: 'count' }
  if (!isScalar(metric)) {
    return { problem: `metric ${metric} is not known; allowed are ${METRIC_NAMES.join(', ')}` }
  }
  if (phase !== undefined) {
    return { problem: `${metric} is told of the whole load only; leave "for phase ${phase}" out` }
  }
  return { subject: { of: 'scalar', metric }, dimension: SCALARS[metric].dimension }
}

const phaseProblem = (phase: string | undefined, phases: readonly string[] | undefined) =>
  phase === undefined || phases === undefined || phases.includes(phase)
    ? undefined
    : `phase ${phase} is not known; allowed are ${phases.join(', ')}`

/** Reads one threshold. `phases`: names of the load's; undefined: whichever it names is one. */
export function parseThreshold(text: string, phases: readonly string[] | undefined): Parsed {
  const refuse = (problem: string): Parsed => ({ ok: false, problem: `"${text}": ${problem}` })
  const groups: Groups | undefined = FORM.exec(text.trim())?.groups
  if (groups === undefined) return refuse(`must be of a form like ${EXAMPLES}`)
  const read = subjectOf(groups)
  if ('problem' in read) return refuse(read.problem)
  const { comparison = '', limit = '', unit = '', phase } = groups
  if (!isComparison(comparison))
    return refuse(`must compare by ${Object.keys(COMPARISONS).join(', ')}`)
  const unknown = phaseProblem(phase, phases)
  if (unknown !== undefined) return refuse(unknown)
  const factor = factorOf(read.dimension, unit)
  if (factor === undefined) {
    return refuse(`unit ${unit || 'none'} is not allowed; allowed are ${unitsOf(read.dimension)}`)
  }
  return {
    ok: true,
    threshold: {
      text: text.trim(),
      ...read,
      comparison,
      limit: Number(limit) * factor,
      unit,
      phase,
    },
  }
}

/** Equal for thresholds that hold the same value to a limit of the same direction. */
const keyOf = ({ subject, comparison, phase }: Threshold) =>
  JSON.stringify([subject, comparison.replace('=', ''), phase])

/** Which of them hold the same value to a limit twice: index of the later one, and the earlier's text. */
export function duplicatesOf(thresholds: readonly (Threshold | undefined)[]) {
  const first = new Map<string, string>()
  return thresholds.flatMap((threshold, index) => {
    if (threshold === undefined) return []
    const key = keyOf(threshold)
    const earlier = first.get(key)
    if (earlier === undefined) first.set(key, threshold.text)
    return earlier === undefined ? [] : [{ index, earlier }]
  })
}
