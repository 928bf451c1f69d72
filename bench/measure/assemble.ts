import type { HistogramResult, Ledger, LoadResult } from '../../reports/model/result.ts'
import { ARRIVALS } from '../workload/arrivals/index.ts'
import type { Schedule } from '../workload/schedule.ts'
import { keepLedger } from './ledger.ts'
import { type LoadOutcome, outcomeOf } from './outcomes.ts'
import { Recorder } from './recorder.ts'
import type { OperationRecords } from './records.ts'
import { type Counted, judgeValidity } from './validity.ts'

/** What an open-loop driver hands back; counted apart from the records, so that the two can disagree. */
export interface OpenLoopRun {
  readonly records: OperationRecords
  /** By metric, phase and outcome class. */
  readonly histograms: readonly HistogramResult[]
  /** Values that were above the histograms' range. */
  readonly clamped: number
  readonly intervals: LoadResult['intervals']
  /** From the first send to the last. */
  readonly sendSpanMs: number
  /** Event-loop utilisation of each worker that sleeps between due times, 0 to 1. */
  readonly utilizations: readonly number[]
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

export interface LoadToAssemble {
  readonly scenario: string
  readonly schedule: Schedule
  readonly run: OpenLoopRun
  readonly inFlightCap: number
  readonly finalBinds: LoadResult['finalBinds']
  readonly heartbeats: LoadResult['heartbeats']
  /** The strictest threshold that is judged by this load. */
  readonly thresholdMs?: number
  /** The phases whose times are judged: in those the driver has to be on time. Absent: all. */
  readonly judgedPhases?: readonly string[]
  /** What others counted meanwhile; absent: nobody told. */
  readonly counted?: readonly Counted[]
}

const countOutcomes = (numbers: Uint8Array) => {
  const counts: Partial<Record<LoadOutcome, number>> = {}
  for (const number of numbers) {
    const outcome = outcomeOf(number)
    if (outcome !== undefined) counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return counts
}

const count = <T>(values: Iterable<T>, which: (value: T) => boolean) => {
  let found = 0
  for (const value of values) if (which(value)) found++
  return found
}

/** The phases together. */
function whole(histograms: readonly HistogramResult[], phases: readonly string[] | undefined) {
  const recorder = new Recorder()
  try {
    const all = histograms.filter(
      ({ outcome, phase }) => outcome === 'all' && (phases?.includes(phase) ?? true),
    )
    recorder.merge(all.map((each) => ({ ...each, phase: '' })))
    const p99Ms = (metric: HistogramResult['metric']) =>
      recorder.percentileUs({ metric, phase: '', outcome: 'all' }, 99) / 1000
    return { lagP99Ms: p99Ms('lag'), responseP99Ms: p99Ms('response') }
  } finally {
    recorder.destroy()
  }
}

const totalMs = (histograms: readonly HistogramResult[], metric: HistogramResult['metric']) =>
  histograms
    .filter((each) => each.metric === metric && each.outcome === 'all')
    .reduce((sum, { sumUs }) => sum + sumUs, 0) / 1000

const judge = (load: LoadToAssemble, ledger: Ledger) => {
  const { schedule, run, thresholdMs, counted, judgedPhases } = load
  const { dueMs } = schedule
  const { histograms } = run
  const elapsedMs = Math.max(run.elapsedMs, Number.EPSILON)
  const quoted = histograms
    .filter(({ metric, outcome }) => metric === 'response' && outcome === 'all')
    .flatMap(({ percentilesUs }) => Object.keys(percentilesUs))
  return judgeValidity({
    ledger,
    plannedSpanMs: (dueMs.at(-1) ?? 0) - (dueMs[0] ?? 0),
    achievedSpanMs: run.sendSpanMs,
    ...whole(histograms, judgedPhases),
    ...(judgedPhases !== undefined && { judgedPhases }),
    ...(thresholdMs !== undefined && { thresholdMs }),
    meanInFlight: run.inFlightAreaMs / elapsedMs,
    expectedInFlight: totalMs(histograms, 'service') / elapsedMs,
    answered: run.completed,
    quoted: [...new Set(quoted)],
    clamped: run.clamped,
    utilizations: run.utilizations,
    ...(counted !== undefined && { counted }),
  })
}

/** An open-loop run as its part of the result file. */
export function assembleLoad(load: LoadToAssemble): LoadResult {
  const { schedule, run } = load
  const { spec, dueMs } = schedule
  const outcomes = countOutcomes(run.records.outcome)
  const ledger = keepLedger({
    planned: dueMs.length,
    notSent: count(run.records.dispatchedMs, Number.isNaN),
    sent: run.sent,
    outcomes,
  })
  return {
    scenario: load.scenario,
    loop: 'open',
    seed: spec.seed,
    scheduleSha256: schedule.sha256,
    arrivals: ARRIVALS[spec.kind].title,
    ratePerSecond: spec.ratePerSecond,
    durationMs: spec.durationMs,
    inFlightCap: load.inFlightCap,
    atInFlightCap: { held: run.held, dropped: run.dropped },
    histograms: [...run.histograms],
    intervals: run.intervals,
    outcomes: Object.fromEntries(Object.entries(outcomes)),
    ledger,
    finalBinds: load.finalBinds,
    heartbeats: load.heartbeats,
    validity: judge(load, ledger),
  }
}
