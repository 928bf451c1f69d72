import { classOf, outcomeOf } from '../measure/outcomes.ts'
import { percentileOf } from '../measure/percentiles.ts'
import type { OperationRecords } from '../measure/records.ts'
import type { ValidityCheck } from '../measure/validity.ts'
import type { Statistic, Threshold } from './grammar.ts'
import { type Found, judgeFound, tooFew, valuesNeededFor } from './judge.ts'
import type { TimeName } from './metrics.ts'

/** A load that is going on: what is known of its operations by now. */
export interface Going {
  readonly dueMs: Float64Array
  readonly records: OperationRecords
  /** Ascending. */
  readonly phases: readonly { readonly name: string; readonly fromMs: number }[]
}

const US_PER_MS = 1_000
const ALL_PERCENT = 100

/** The operations of a phase, or all of them. */
function* operationsOf({ dueMs, phases }: Going, phase: string | undefined): Generator<number> {
  const index = phases.findIndex(({ name }) => name === phase)
  const fromMs = phase === undefined ? 0 : (phases[index]?.fromMs ?? 0)
  const toMs =
    phase === undefined ? Number.POSITIVE_INFINITY : (phases[index + 1]?.fromMs ?? Infinity)
  for (const [operation, due] of dueMs.entries()) {
    if (due >= fromMs && due < toMs) yield operation
  }
}

/** From and until when a time is counted; NaN: not yet. */
const SPANS = {
  response: ({ dueMs, records }, operation) =>
    (records.doneMs[operation] ?? Number.NaN) - (dueMs[operation] ?? 0),
  service: ({ records }, operation) =>
    (records.doneMs[operation] ?? Number.NaN) - (records.dispatchedMs[operation] ?? 0),
} as const satisfies Record<
  Exclude<TimeName, 'lag' | 'connect'>,
  (going: Going, operation: number) => number
>

const classOfOperation = ({ records }: Going, operation: number) => {
  const outcome = outcomeOf(records.outcome[operation] ?? 0)
  return outcome === undefined ? undefined : classOf(outcome)
}

const us = (ms: number | undefined): Found =>
  ms === undefined ? tooFew(0, 1) : { value: ms * US_PER_MS }

function statisticOf(ascending: Float64Array, statistic: Statistic): Found {
  if (statistic === 'min') return us(ascending[0])
  if (statistic === 'max') return us(ascending.at(-1))
  if (statistic === 'mean') {
    const sum = ascending.reduce((total, value) => total + value, 0)
    return us(ascending.length === 0 ? undefined : sum / ascending.length)
  }
  const needed = valuesNeededFor(statistic.percentile)
  return ascending.length < needed
    ? tooFew(ascending.length, needed)
    : us(percentileOf(ascending, statistic.percentile / ALL_PERCENT))
}

function findNow({ subject, phase }: Threshold, going: Going): Found {
  if (subject.of === 'scalar') return { missing: 'it is told at the end' }
  const operations = [...operationsOf(going, phase)]
  if (subject.of === 'operations') {
    const ended = operations.filter(
      (operation) => classOfOperation(going, operation) === subject.outcome,
    )
    return { value: ended.length }
  }
  const { metric, outcome, statistic } = subject
  if (metric === 'lag' || metric === 'connect') return { missing: 'it is told at the end' }
  const spans = operations
    .filter((operation) => {
      const found = classOfOperation(going, operation)
      return outcome === 'all' || found === undefined || found === outcome
    })
    .map((operation) => SPANS[metric](going, operation))
  if (spans.every((ms) => Number.isNaN(ms))) return tooFew(0, 1)
  // What is still to come may all end so, and at once: what is over the limit even then stays over it.
  return statisticOf(
    Float64Array.from(spans, (ms) => (Number.isNaN(ms) ? 0 : ms)).toSorted(),
    statistic,
  )
}

/**
 * Those that cannot hold any more, however well all that is still to come goes; the others are left to the end.
 * An exact number is broken only when it is exceeded: there may be more to come.
 */
export const brokenNow = (thresholds: readonly Threshold[], going: Going): ValidityCheck[] =>
  thresholds.flatMap((threshold) => {
    const found = findNow(threshold, going)
    if ('missing' in found) return []
    if (threshold.comparison === '==' && found.value <= threshold.limit) return []
    const check = judgeFound(threshold, found)
    return check.ok ? [] : [check]
  })
