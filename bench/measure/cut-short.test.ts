import { expect, it } from 'vitest'
import type { OpenLoopRun } from './assemble.ts'
import { withoutNeedless } from './cut-short.ts'
import { NOT_NEEDED, numberOf } from './outcomes.ts'
import { createRecords } from './records.ts'

const OUTCOMES = [numberOf('changed'), NOT_NEEDED, numberOf('expired'), numberOf('changed'), 0]

function driven(outcomes: readonly number[]) {
  const records = createRecords(outcomes.length)
  records.outcome.set(outcomes)
  const dueMs = Float64Array.from(outcomes, (_, operation) => operation * 10)
  const schedule = {
    spec: { kind: 'uniform', ratePerSecond: 100, durationMs: 50, seed: 1 },
    dueMs,
    sha256: 'of all',
  } as const
  const run: OpenLoopRun = {
    records,
    histograms: [],
    clamped: 0,
    intervals: [],
    sendSpanMs: 40,
    utilizations: [],
    sent: 3,
    completed: 3,
    held: 0,
    dropped: 0,
    inFlightAreaMs: 0,
    startedAt: 0,
    elapsedMs: 50,
    interrupted: false,
  }
  return withoutNeedless(schedule, run)
}

it('tries that nothing made necessary are counted, and nobody’s failure; what was not sent otherwise stays', () => {
  const { schedule, run, needless } = driven(OUTCOMES)
  expect(needless).toBe(1)
  expect([...schedule.dueMs]).toEqual([0, 20, 30, 40])
  expect([...run.records.outcome]).toEqual(OUTCOMES.filter((number) => number !== NOT_NEEDED))
  expect(schedule.sha256).toBe('of all')
  expect(driven([0, 0]).needless).toBe(0)
})
