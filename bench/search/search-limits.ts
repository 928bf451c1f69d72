import { duplicatesOf, type Parsed, parseThreshold, type Threshold } from '../thresholds/grammar.ts'
import { valuesNeededFor } from '../thresholds/judge.ts'
import type { ScalarName } from '../thresholds/metrics.ts'

/** Stretches of a step: connections are opened in the first, which times are not held to. */
export const STEP_PHASES = ['warm-up', 'steady'] as const
/** Times without a phase are those of this one. */
const STEADY = 'steady' satisfies (typeof STEP_PHASES)[number]
export const WARM_UP_MS = 1_000

/** What a rate must keep where nothing else is asked. */
export const DEFAULT_LIMIT = 'response p(99) < 250ms'

/**
 * Every step is an operation that a correct system does: a rate at which some are not done is not kept,
 * however fast the answers come. Left out where the same is held to another limit.
 */
const ALWAYS = [
  'operations refused by policy == 0',
  'operations refused otherwise == 0',
  'operations unknown == 0',
  'operations lost == 0',
] as const

export type LimitsRead =
  | { readonly ok: true; readonly thresholds: readonly Threshold[] }
  | { readonly ok: false; readonly problems: readonly string[] }

/** Metrics of loads that ask for refusals, or watch heartbeats: a step does neither. */
const NOT_OF_A_STEP: ReadonlySet<ScalarName> = new Set([
  'wrong refusals',
  'wrong acceptances',
  'heartbeat misses',
  'heartbeat deviation',
])

function parse(text: string): Parsed {
  const parsed = parseThreshold(text, STEP_PHASES)
  if (!parsed.ok || parsed.threshold.subject.of !== 'scalar') return parsed
  const { metric } = parsed.threshold.subject
  return NOT_OF_A_STEP.has(metric)
    ? { ok: false, problem: `"${text}": a search does not measure ${metric}; a scenario file does` }
    : parsed
}

const inSteady = (threshold: Threshold): Threshold =>
  threshold.subject.of === 'time' && threshold.phase === undefined
    ? { ...threshold, phase: STEADY }
    : threshold

const subjectKey = ({ subject }: Threshold) => JSON.stringify(subject)

/** What every step is held to, from what was asked (`DEFAULT_LIMIT` when nothing was); or every problem. */
export function readLimits(texts: readonly string[]): LimitsRead {
  const parsed = (texts.length === 0 ? [DEFAULT_LIMIT] : texts).map(parse)
  const asked = parsed.map((each) => (each.ok ? inSteady(each.threshold) : undefined))
  const problems = [
    ...parsed.flatMap((each) => (each.ok ? [] : [each.problem])),
    ...duplicatesOf(asked).map(
      ({ index, earlier }) =>
        `"${texts[index] ?? ''}": holds the same to a limit as "${earlier}"; leave one of them`,
    ),
  ]
  if (problems.length > 0) return { ok: false, problems }
  const thresholds = asked.filter((each) => each !== undefined)
  const subjects = new Set(thresholds.map(subjectKey))
  const always = ALWAYS.map(parse).flatMap((each) =>
    each.ok && !subjects.has(subjectKey(each.threshold)) ? [each.threshold] : [],
  )
  return { ok: true, thresholds: [...thresholds, ...always] }
}

const MS_PER_SECOND = 1_000
const US_PER_MS = 1_000
/** Poisson arrivals may be fewer than planned: four standard deviations below are still enough. */
const DEVIATIONS = 4

const withReserve = (values: number) => values + DEVIATIONS * Math.sqrt(values)

/** How long a step at a rate lasts, so that the percentiles it is held to have values enough. */
export function stepDurationMs(
  ratePerSecond: number,
  leastMs: number,
  thresholds: readonly Threshold[],
): number {
  const needed = thresholds.map(({ subject }) =>
    subject.of === 'time' && typeof subject.statistic === 'object'
      ? valuesNeededFor(subject.statistic.percentile)
      : 1,
  )
  const forValuesMs = (withReserve(Math.max(...needed)) / ratePerSecond) * MS_PER_SECOND
  return WARM_UP_MS + Math.ceil(Math.max(leastMs, forValuesMs))
}

/**
 * The phases whose times are held to something: there the driver has to be on time. In a warm-up that nobody asks for
 * its own handshakes keep it busy.
 */
export const judgedPhasesOf = (thresholds: readonly Threshold[]): readonly string[] => [
  ...new Set([STEADY, ...thresholds.flatMap(({ phase }) => phase ?? [])]),
]

/** The strictest limit of a response time: the driver’s lag must be small against it. Undefined: none. */
export function strictestResponseMs(thresholds: readonly Threshold[]): number | undefined {
  const limits = thresholds
    .filter(({ subject }) => subject.of === 'time' && subject.metric === 'response')
    .map(({ limit }) => limit / US_PER_MS)
  return limits.length === 0 ? undefined : Math.min(...limits)
}
