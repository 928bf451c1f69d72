import type { Ledger, LoadResult } from '../../reports/model/result.ts'
import { ARRIVALS } from '../workload/arrivals/index.ts'
import type { Schedule } from '../workload/schedule.ts'
import { courseOf } from './intervals.ts'
import { keepLedger } from './ledger.ts'
import { classOf, type LoadOutcome, outcomeOf } from './outcomes.ts'
import { percentileOf } from './percentiles.ts'
import { Recorder } from './recorder.ts'
import type { OperationRecords } from './records.ts'
import { judgeValidity } from './validity.ts'

/** What an open-loop driver hands back; counted apart from the records, so that the two can disagree. */
export interface OpenLoopRun {
  readonly records: OperationRecords
  readonly sent: number
  readonly completed: number
  /** Operations that waited at the in-flight cap, and that were not sent because of it. */
  readonly held: number
  readonly dropped: number
  /** In-flight operations integrated over time. */
  readonly inFlightAreaMs: number
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** From the start until the last answer, or until waiting ended. */
  readonly elapsedMs: number
  readonly interrupted: boolean
}

/** A stretch of the schedule with histograms of its own; it ends where the next begins. */
interface Phase {
  readonly name: string
  readonly fromMs: number
}

export interface LoadToAssemble {
  readonly scenario: string
  readonly schedule: Schedule
  readonly run: OpenLoopRun
  readonly inFlightCap: number
  /** Ascending, the first from 0. Default: one, `storm`. */
  readonly phases?: readonly Phase[]
  readonly finalBinds: LoadResult['finalBinds']
  readonly heartbeats: LoadResult['heartbeats']
  /** The strictest threshold that is judged by this load. */
  readonly thresholdMs?: number
}

const STORM: readonly Phase[] = [{ name: 'storm', fromMs: 0 }]

/** Operation by operation: response from the due time, service from the dispatch, lag of the dispatcher. */
function recordAll(
  recorder: Recorder,
  dueMs: Float64Array,
  records: OperationRecords,
  phases: readonly Phase[],
) {
  for (const [operation, due] of dueMs.entries()) {
    const phase = phases.findLast(({ fromMs }) => due >= fromMs)?.name ?? 'storm'
    const taken = records.takenMs[operation] ?? Number.NaN
    const dispatched = records.dispatchedMs[operation] ?? Number.NaN
    const done = records.doneMs[operation] ?? Number.NaN
    const outcome = outcomeOf(records.outcome[operation] ?? 0)
    if (!Number.isNaN(taken)) recorder.record({ metric: 'lag', phase, outcome: 'all' }, taken - due)
    if (outcome === undefined) continue
    for (const name of ['all', classOf(outcome)]) {
      recorder.record({ metric: 'response', phase, outcome: name }, done - due)
      recorder.record({ metric: 'service', phase, outcome: name }, done - dispatched)
    }
  }
}

const countOutcomes = (numbers: Uint8Array) => {
  const counts: Partial<Record<LoadOutcome, number>> = {}
  for (const number of numbers) {
    const outcome = outcomeOf(number)
    if (outcome !== undefined) counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return counts
}

const happened = (times: Float64Array) => times.filter((at) => !Number.isNaN(at)).toSorted()
const span = (ascending: Float64Array) => (ascending.at(-1) ?? 0) - (ascending[0] ?? 0)
const differences = (later: Float64Array, earlier: Float64Array) =>
  happened(later.map((at, index) => at - (earlier[index] ?? Number.NaN)))
const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0)

const judge = (load: LoadToAssemble, ledger: Ledger, recorder: Recorder, quoted: string[]) => {
  const { schedule, run, thresholdMs } = load
  const { takenMs, dispatchedMs, doneMs } = run.records
  const elapsedMs = Math.max(run.elapsedMs, Number.EPSILON)
  return judgeValidity({
    ledger,
    plannedSpanMs: span(schedule.dueMs),
    achievedSpanMs: span(happened(dispatchedMs)),
    lagP99Ms: percentileOf(differences(takenMs, schedule.dueMs), 0.99),
    responseP99Ms: percentileOf(differences(doneMs, schedule.dueMs), 0.99),
    ...(thresholdMs !== undefined && { thresholdMs }),
    meanInFlight: run.inFlightAreaMs / elapsedMs,
    expectedInFlight: total(differences(doneMs, dispatchedMs)) / elapsedMs,
    answered: run.completed,
    quoted,
    clamped: recorder.clamped,
  })
}

/** An open-loop run as its part of the result file. */
export function assembleLoad(load: LoadToAssemble): LoadResult {
  const { schedule, run } = load
  const { spec, dueMs } = schedule
  const recorder = new Recorder()
  try {
    recordAll(recorder, dueMs, run.records, load.phases ?? STORM)
    const histograms = recorder.results()
    const outcomes = countOutcomes(run.records.outcome)
    const ledger = keepLedger({
      planned: dueMs.length,
      notSent: run.records.dispatchedMs.filter(Number.isNaN).length,
      sent: run.sent,
      outcomes,
    })
    const quoted = histograms
      .filter(({ metric, outcome }) => metric === 'response' && outcome === 'all')
      .flatMap(({ percentilesUs }) => Object.keys(percentilesUs))
    return {
      scenario: load.scenario,
      loop: 'open',
      seed: spec.seed,
      scheduleSha256: schedule.sha256,
      arrivals: ARRIVALS[spec.kind].title,
      ratePerSecond: spec.ratePerSecond,
      durationMs: spec.durationMs,
      inFlightCap: load.inFlightCap,
      histograms,
      intervals: courseOf(dueMs, run.records),
      outcomes: Object.fromEntries(Object.entries(outcomes)),
      ledger,
      finalBinds: load.finalBinds,
      heartbeats: load.heartbeats,
      validity: judge(load, ledger, recorder, [...new Set(quoted)]),
    }
  } finally {
    recorder.destroy()
  }
}
