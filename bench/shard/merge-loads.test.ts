import { describe, expect, it } from 'vitest'
import { isValid } from '../../reports/model/load-figures.ts'
import type { LoadResult } from '../../reports/model/result.ts'
import { assembleLoad } from '../measure/assemble.ts'
import { decode } from '../measure/hdr.ts'
import { numberOf } from '../measure/outcomes.ts'
import { Recorder } from '../measure/recorder.ts'
import { createRecords } from '../measure/records.ts'
import { assignAccounts } from '../workload/assignment.ts'
import { createRandom } from '../workload/random.ts'
import { createSchedule } from '../workload/schedule.ts'
import { type Sharable, sliceStorm } from '../workload/shard.ts'
import { mergeLoads, strangers } from './merge-loads.ts'
import type { ShardRun } from './shard-run.ts'

const SEED = 3
const COUNT = 3
const schedule = createSchedule({
  kind: 'poisson',
  ratePerSecond: 200,
  durationMs: 6_000,
  seed: SEED,
})
const whole: Sharable = {
  dueMs: schedule.dueMs,
  ...assignAccounts(schedule.dueMs.length, 400, SEED),
}

/** An operation that takes long or short by its due time alone: the same in whichever shard it runs. */
function answer(dueMs: number) {
  const random = createRandom(Math.round(dueMs * 1_000), 'service')
  const dispatched = dueMs + random() * 0.2
  return { dispatched, done: dispatched + 5 - 20 * Math.log(1 - random()) }
}

const courseOf = (dueMs: Float64Array): LoadResult['intervals'] =>
  Array.from({ length: 6 }, (_, second) => {
    const planned = dueMs.filter((due) => Math.floor(due / 1_000) === second).length
    const zero = { inFlight: 0, lagP99Us: 0, responseP50Us: 0, responseP99Us: 0 }
    return { startMs: second * 1_000, planned, sent: planned, completed: planned, ...zero }
  })

/** What an open loop would have seen. */
function measured(storm: Sharable, shard?: LoadResult['shard']): LoadResult {
  const { dueMs } = storm
  const records = createRecords(dueMs.length)
  const recorder = new Recorder()
  for (const [operation, due] of dueMs.entries()) {
    const { dispatched, done } = answer(due)
    recorder.record({ metric: 'lag', phase: 'storm', outcome: 'all' }, dispatched - due)
    recorder.record({ metric: 'service', phase: 'storm', outcome: 'all' }, done - dispatched)
    recorder.record({ metric: 'response', phase: 'storm', outcome: 'all' }, done - due)
    records.dispatchedMs[operation] = dispatched
    records.doneMs[operation] = done
    records.outcome[operation] = numberOf('changed')
  }
  const ends = records.doneMs.map(
    (done, operation) => done - (records.dispatchedMs[operation] ?? 0),
  )
  const load = assembleLoad({
    scenario: 'resets',
    schedule: { ...schedule, dueMs },
    run: {
      records,
      histograms: recorder.results(),
      clamped: 0,
      intervals: courseOf(dueMs),
      sendSpanMs: (dueMs.at(-1) ?? 0) - (dueMs[0] ?? 0),
      utilizations: [0],
      sent: dueMs.length,
      completed: dueMs.length,
      held: dueMs.length,
      dropped: 0,
      inFlightAreaMs: ends.reduce((sum, each) => sum + each, 0),
      startedAt: 1_000,
      elapsedMs: Math.max(...records.doneMs),
      interrupted: false,
    },
    inFlightCap: 500,
    finalBinds: {
      accounts: new Set(storm.account).size,
      asAcknowledged: new Set(storm.account).size,
      asUnknownAllows: 0,
      falseSuccess: 0,
      lateApply: 0,
      neither: 0,
    },
    heartbeats: null,
  })
  return { ...load, ...(shard !== undefined && { shard }) }
}

const shardRuns = (): ShardRun[] =>
  Array.from({ length: COUNT }, (_, index) => ({
    runId: `run-${index}`,
    interrupted: false,
    load: measured(sliceStorm(whole, { index, count: COUNT }), {
      index,
      count: COUNT,
      operations: schedule.dueMs.length,
      startedAt: 1_000 + index,
    }),
  }))

const buckets = (hdrV2: string) => {
  const histogram = decode(hdrV2)
  try {
    return histogram.outputPercentileDistribution(100, 1)
  } finally {
    histogram.destroy()
  }
}

const withLoad = (runs: ShardRun[], index: number, change: Partial<LoadResult>) =>
  runs.map((run, at) => (at === index ? { ...run, load: { ...run.load, ...change } } : run))

const key = ({ metric, phase, outcome }: LoadResult['histograms'][number]) =>
  [metric, phase, outcome].join()

const course = (load: LoadResult) =>
  load.intervals.map(({ startMs, planned, sent, completed, inFlight }) => [
    startMs,
    planned,
    sent,
    completed,
    inFlight,
  ])

describe('all shards of a schedule, joined', () => {
  it('have the histograms of all their values, bucket for bucket, and exact sums', () => {
    const one = measured(whole)
    const joined = mergeLoads(shardRuns().toReversed())
    expect(joined.histograms.map(key).toSorted()).toEqual(one.histograms.map(key).toSorted())
    for (const expected of one.histograms) {
      const found = joined.histograms.find((each) => key(each) === key(expected))
      expect(buckets(found?.hdrV2 ?? '')).toBe(buckets(expected.hdrV2))
      expect({ ...found, hdrV2: '' }).toEqual({ ...expected, hdrV2: '' })
    }
    expect(joined.ledger).toEqual(one.ledger)
    expect(joined.outcomes).toEqual(one.outcomes)
    expect(joined.atInFlightCap).toEqual({ held: schedule.dueMs.length, dropped: 0 })
    expect(joined.finalBinds).toEqual(one.finalBinds)
    expect(joined.scheduleSha256).toBe(one.scheduleSha256)
    expect(course(joined)).toEqual(course(one))
    expect(joined).not.toHaveProperty('shard')
    expect(joined.validity.filter(({ ok }) => !ok)).toEqual([])
  })

  it('are the whole schedule with the tries that were not needed', () => {
    const [first, ...others] = shardRuns()
    if (first === undefined) throw new Error('no shard')
    const ledger = { ...first.load.ledger, planned: first.load.ledger.planned - 3 }
    const missing = (needlessTries: number) => {
      const runs = [{ ...first, load: { ...first.load, ledger, needlessTries } }, ...others]
      const { validity, needlessTries: all } = mergeLoads(runs)
      return [validity.find(({ name }) => name === 'whole schedule')?.ok, all]
    }
    expect([missing(3), missing(2)]).toEqual([
      [true, 3],
      [false, 2],
    ])
  })

  it('do not tell what the cap kept back when one of them does not', () => {
    const [first, ...others] = shardRuns()
    if (first === undefined) throw new Error('no shard')
    const { atInFlightCap: _, ...untold } = first.load
    expect(mergeLoads([{ ...first, load: untold }, ...others])).not.toHaveProperty('atInFlightCap')
  })

  it.each<[string, (runs: ShardRun[]) => ShardRun[], RegExp]>([
    ['missing', (runs) => runs.slice(1), /missing: 0/],
    [
      'invalid',
      (runs) =>
        withLoad(runs, 1, {
          validity: [{ name: 'schedule lag', ok: false, observed: '', limit: '' }],
        }),
      /not valid: schedule lag.*run-1/,
    ],
    [
      'interrupted',
      (runs) => runs.map((run, at) => ({ ...run, interrupted: at === 2 })),
      /interrupted.*run-2/,
    ],
    [
      'late',
      (runs) =>
        withLoad(runs, 0, {
          shard: { index: 0, count: COUNT, operations: schedule.dueMs.length, startedAt: 9_000 },
        }),
      /ms apart/,
    ],
  ])('are not valid with one that is %s, and say which', (_, spoil, told) => {
    const joined = mergeLoads(spoil(shardRuns()))
    expect(isValid(joined)).toBe(false)
    const failed = joined.validity.filter(({ ok }) => !ok)
    expect(failed.map(({ observed }) => observed).join('\n')).toMatch(told)
  })

  it.each<[string, (runs: ShardRun[]) => ShardRun[], RegExp]>([
    [
      'another schedule',
      (runs) => withLoad(runs, 1, { scheduleSha256: 'other' }),
      /run-1: scheduleSha256/,
    ],
    ['another seed', (runs) => withLoad(runs, 2, { seed: 99 }), /run-2: seed is 99/],
    ['another scenario', (runs) => withLoad(runs, 1, { scenario: 'x' }), /run-1: scenario/],
    ['the same index', (runs) => [...runs, ...runs.slice(0, 1)], /run-0: is shard 0, as is run-0/],
    [
      'no shard',
      (runs) => [...runs, { runId: 'w', interrupted: false, load: measured(whole) }],
      /w: is no shard/,
    ],
  ])('are not joined with one of %s', (_, spoil, told) => {
    const runs = spoil(shardRuns())
    expect(strangers(runs).join('\n')).toMatch(told)
    expect(() => mergeLoads(runs)).toThrow(RangeError)
  })
})
