import { ledgerProblems } from '../../reports/model/ledger-balance.ts'
import type { Ledger } from '../../reports/model/result.ts'
import type { ValidityCheck } from '../../reports/model/validity-check.ts'
import { PERCENTILE_NAMES, valuesNeeded } from './percentiles.ts'

export type { ValidityCheck }

/** What an open-loop measurement says about itself. Times in milliseconds. */
export interface Measured {
  readonly ledger: Ledger
  /** Times that the first and the last send were planned for, and happened at. */
  readonly plannedSpanMs: number
  readonly achievedSpanMs: number
  readonly lagP99Ms: number
  readonly responseP99Ms: number
  /** The phases that both are of. Absent: all. */
  readonly judgedPhases?: readonly string[]
  /** The strictest limit of a threshold that is judged by this measurement. */
  readonly thresholdMs?: number
  /** Mean number in flight: integrated while the load ran. */
  readonly meanInFlight: number
  /** Sends a millisecond × mean service time: what Little's law says that number is. */
  readonly expectedInFlight: number
  readonly answered: number
  /** Percentiles that the result names. */
  readonly quoted: readonly string[]
  /** Values above the histograms' range. */
  readonly clamped: number
  /** Event-loop utilisation of each worker that sleeps between due times, 0 to 1. */
  readonly utilizations: readonly number[]
  /** What others counted meanwhile; absent: nobody told. */
  readonly counted?: readonly Counted[]
}

/** Operations that were answered while the load ran, as somebody else counted them. */
export interface Counted {
  readonly by: string
  readonly answered: number
}

type Check = (measured: Measured) => ValidityCheck

const ACHIEVED_AT_LEAST = 0.99
const LAG_SHARE_OF_RESPONSE = 0.25
const LAG_SHARE_OF_THRESHOLD = 0.2
const LITTLE_AT_MOST = 0.05
const UTILIZATION_AT_MOST = 0.9

const ms = (value: number) => `${value.toFixed(2)} ms`
const percent = (share: number) => `${(share * 100).toFixed(1)} %`

const achievedRate: Check = ({ ledger, plannedSpanMs, achievedSpanMs }) => {
  const sent = ledger.planned === 0 ? 0 : ledger.sent / ledger.planned
  const pace = achievedSpanMs > 0 ? Math.min(1, plannedSpanMs / achievedSpanMs) : 1
  return {
    name: 'achieved rate',
    ok: sent * pace >= ACHIEVED_AT_LEAST,
    observed: `${percent(sent * pace)} of the planned rate`,
    limit: `at least ${percent(ACHIEVED_AT_LEAST)}`,
  }
}

const scheduleLag: Check = ({ lagP99Ms, responseP99Ms, thresholdMs, judgedPhases }) => {
  const limits = [
    responseP99Ms * LAG_SHARE_OF_RESPONSE,
    ...(thresholdMs === undefined ? [] : [thresholdMs * LAG_SHARE_OF_THRESHOLD]),
  ]
  const limitMs = Math.min(...limits)
  return {
    name: 'schedule lag',
    ok: lagP99Ms <= limitMs,
    observed: `p99 ${ms(lagP99Ms)}${judgedPhases === undefined ? '' : ` in ${judgedPhases.join(', ')}`}`,
    limit: `at most ${ms(limitMs)}: a quarter of the response p99, a fifth of a threshold`,
  }
}

const ledgerBalances: Check = ({ ledger }) => {
  const found = ledgerProblems(ledger)
  return {
    name: 'ledger',
    ok: found.length === 0,
    observed: found.length === 0 ? 'balances' : found.join('; '),
    limit: 'planned = sent + not sent, sent = all that ended',
  }
}

const littlesLaw: Check = ({ meanInFlight, expectedInFlight }) => {
  const error =
    meanInFlight === expectedInFlight
      ? 0
      : Math.abs(expectedInFlight - meanInFlight) / Math.max(meanInFlight, Number.EPSILON)
  return {
    name: 'Little’s law',
    ok: error <= LITTLE_AT_MOST,
    observed: `in flight ${meanInFlight.toFixed(3)}, rate × service time ${expectedInFlight.toFixed(3)}`,
    limit: `apart by at most ${percent(LITTLE_AT_MOST)}`,
  }
}

const sampleSize: Check = ({ answered, quoted }) => {
  const needed = PERCENTILE_NAMES.filter((name) => quoted.includes(name)).map(valuesNeeded)
  const most = Math.max(1, ...needed)
  return {
    name: 'sample size',
    ok: answered >= most,
    observed: `${answered} values, quoted: ${quoted.join(', ') || 'no percentile'}`,
    limit: `p99 needs ${valuesNeeded('p99')}, p99.9 ${valuesNeeded('p99.9')}`,
  }
}

const range: Check = ({ clamped }) => ({
  name: 'histogram range',
  ok: clamped === 0,
  observed: `${clamped} values above an hour`,
  limit: 'none',
})

const eventLoops: Check = ({ utilizations }) => {
  const most = Math.max(0, ...utilizations)
  return {
    name: 'event loops',
    ok: most <= UTILIZATION_AT_MOST,
    observed:
      utilizations.length === 0
        ? 'awake before each due time: not measured'
        : `${utilizations.map(percent).join(', ')} used`,
    limit: `at most ${percent(UTILIZATION_AT_MOST)}: beyond, answers wait for the driver`,
  }
}

const countersAgree: Check = ({ counted = [], ledger, answered }) => {
  // What had no answer, the other side may have counted or not.
  const least = answered - ledger.lost
  const told = counted.map((other) => `${other.by}: ${other.answered}`)
  return {
    name: 'counters',
    ok: counted.every((other) => other.answered >= least && other.answered <= ledger.sent),
    observed: told.length === 0 ? 'nobody else counts' : `${told.join(', ')} answered`,
    limit: `${least} to ${ledger.sent}`,
  }
}

const CHECKS: readonly Check[] = [
  achievedRate,
  scheduleLag,
  ledgerBalances,
  littlesLaw,
  sampleSize,
  range,
  eventLoops,
  countersAgree,
]

/** Whether an open-loop measurement may be believed: one not ok makes the run invalid. */
export const judgeValidity = (measured: Measured): ValidityCheck[] =>
  CHECKS.map((check) => check(measured))
