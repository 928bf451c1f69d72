import { expect, it } from 'vitest'
import { createSchedule } from '../workload/schedule.ts'
import { assembleLoad } from './assemble.ts'
import { numberOf } from './outcomes.ts'
import { Recorder } from './recorder.ts'
import { createRecords } from './records.ts'

/** A load whose driver was late in its first second, which is the warm-up, and on time afterwards. */
function lateInWarmUp(judgedPhases?: readonly string[]) {
  const durationMs = 10_000
  const schedule = createSchedule({ kind: 'uniform', ratePerSecond: 100, durationMs, seed: 1 })
  const { dueMs } = schedule
  const records = createRecords(dueMs.length)
  const recorder = new Recorder()
  for (const [operation, due] of dueMs.entries()) {
    const isWarm = due >= 1_000
    const phase = isWarm ? 'steady' : 'warm-up'
    const lagMs = isWarm ? 1 : 200
    records.dispatchedMs[operation] = due + lagMs
    records.doneMs[operation] = due + lagMs + 20
    records.outcome[operation] = numberOf('changed')
    recorder.record({ metric: 'lag', phase, outcome: 'all' }, lagMs)
    recorder.record({ metric: 'response', phase, outcome: 'all' }, lagMs + 20)
  }
  const { validity } = assembleLoad({
    scenario: 'test',
    schedule,
    run: {
      records,
      histograms: recorder.results(),
      clamped: 0,
      intervals: [],
      sendSpanMs: durationMs,
      utilizations: [],
      sent: dueMs.length,
      completed: dueMs.length,
      held: 0,
      dropped: 0,
      inFlightAreaMs: 0,
      startedAt: 0,
      elapsedMs: durationMs,
      interrupted: false,
    },
    inFlightCap: 10,
    finalBinds: null,
    heartbeats: null,
    thresholdMs: 50,
    ...(judgedPhases !== undefined && { judgedPhases }),
  })
  recorder.destroy()
  return validity.find(({ name }) => name === 'schedule lag')
}

it('holds the driver to be on time in the phases whose times are judged, which are all where none is named', () => {
  expect(lateInWarmUp()).toMatchObject({ ok: false })
  expect(lateInWarmUp(['warm-up', 'steady'])).toMatchObject({ ok: false })
  // A quarter of the response time of the steady phase, which is 21 ms.
  expect(lateInWarmUp(['steady'])).toMatchObject({
    ok: true,
    observed: expect.stringMatching(/^p99 1\.0\d ms in steady$/),
    limit: expect.stringMatching(/^at most 5\.\d\d ms/),
  })
})
