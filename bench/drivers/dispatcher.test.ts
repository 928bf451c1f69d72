import { createClock } from '@sinonjs/fake-timers'
import { describe, expect, it } from 'vitest'
import { COUNTS, createCounters, read } from '../measure/counters.ts'
import { type LoadOutcome, NOT_NEEDED, outcomeOf } from '../measure/outcomes.ts'
import { Observer, WHOLE } from '../measure/observer.ts'
import { createRecords, type OperationRecords } from '../measure/records.ts'
import { createSchedule } from '../workload/schedule.ts'
import { type Dispatch, Dispatcher } from './dispatcher.ts'
import { machineTiming, type Timing } from './timing.ts'

type Given = Partial<Omit<Dispatch, 'dueMs' | 'execute' | 'timing' | 'observer'>> & {
  readonly dueMs: Float64Array
  readonly timing: Timing
  readonly execute: Dispatch['execute']
}

function start(given: Given) {
  const { length } = given.dueMs
  const records = createRecords(length)
  const counters = createCounters()
  const observer = new Observer(WHOLE, () => undefined)
  const dispatcher = new Dispatcher({
    operations: Uint32Array.from({ length }, (_, index) => index),
    startAtMs: given.timing.now(),
    inFlightCap: 1000,
    overflow: 'queue',
    drainLimitMs: 10_000,
    records,
    observer,
    counters,
    ...given,
  })
  return { records, observer, counters, dispatcher }
}

/** Time that only moves when the test ticks it. */
function virtualTiming() {
  const clock = createClock()
  const timing: Timing = {
    now: () => clock.now,
    after(delayMs, run) {
      const handle = clock.setTimeout(run, delayMs)
      return () => clock.clearTimeout(handle)
    },
    soon(run) {
      const handle = clock.setTimeout(run, 0)
      return () => clock.clearTimeout(handle)
    },
  }
  const after = <T>(delayMs: number, value: T) =>
    new Promise<T>((resolve) => clock.setTimeout(() => resolve(value), delayMs))
  return { clock, timing, after }
}

const sorted = (values: Iterable<number>) => [...values].toSorted((a, b) => a - b)
const rank = (values: readonly number[], share: number) =>
  values[Math.ceil(share * values.length) - 1]
const responses = ({ doneMs }: OperationRecords, dueMs: Float64Array) =>
  sorted(Array.from(dueMs, (due, index) => (doneMs[index] ?? Number.NaN) - due))

const threeSeconds = createSchedule({
  kind: 'uniform',
  ratePerSecond: 200,
  durationMs: 3_000,
  seed: 1,
})

/** Answers after 20 ms, but nothing between 1,000 and 1,300: what then would be answered comes after it. */
const stallingServer =
  ({ clock, after }: ReturnType<typeof virtualTiming>) =>
  () => {
    const freeAt = clock.now >= 1_000 && clock.now < 1_300 ? 1_300 : clock.now
    return after(freeAt + 20 - clock.now, 'changed' as const)
  }

describe('the open loop', () => {
  it('tells a stall of 300 ms in full: every planned operation, from its due time', async () => {
    const time = virtualTiming()
    const { dueMs } = threeSeconds
    const { records, dispatcher } = start({
      dueMs,
      timing: time.timing,
      execute: stallingServer(time),
    })
    await time.clock.tickAsync(4_000)
    await dispatcher.finished
    const found = responses(records, dueMs)
    expect(found).toHaveLength(600)
    // 60 of the 600 came in the stall: 5, 10 … 300 ms of it left, and then 20 ms.
    expect(found.slice(-60)).toEqual(Array.from({ length: 60 }, (_, index) => 25 + index * 5))
    expect([rank(found, 0.5), rank(found, 0.9), rank(found, 0.99)]).toEqual([20, 20, 290])
  })

  it('keeps the due time of what waits at the cap', async () => {
    const time = virtualTiming()
    const { records, observer, counters, dispatcher } = start({
      dueMs: Float64Array.of(0, 10, 20, 30),
      timing: time.timing,
      inFlightCap: 1,
      execute: () => time.after(100, 'changed'),
    })
    await time.clock.tickAsync(1_000)
    await dispatcher.finished
    const { histograms } = observer.finish()
    const of = (metric: string) => histograms.find((each) => each.metric === metric)
    expect(of('lag')).toMatchObject({ count: 4, maxUs: 0 })
    expect(of('response')).toMatchObject({ minUs: 100_000, maxUs: 370_000, sumUs: 940_000 })
    expect(of('service')).toMatchObject({ count: 4, minUs: 100_000, maxUs: 100_000 })
    expect([...records.dispatchedMs]).toEqual([0, 100, 200, 300])
    expect([...records.doneMs]).toEqual([100, 200, 300, 400])
    expect(read(counters, 'held')).toBe(3)
    expect(counters.area[0]).toBe(400)
  })

  it('sends a try that follows another only when that one is without an answer, or was told to try again', async () => {
    const time = virtualTiming()
    // Tries 4 to 8 follow 0 to 4: accepted, timed out, overloaded, not answered yet; and one that was not needed.
    const ends: LoadOutcome[] = ['changed', 'no-answer-in-time', 'overloaded', 'changed']
    const { records, observer, counters, dispatcher } = start({
      dueMs: Float64Array.of(0, 0, 0, 0, 100, 100, 100, 100, 200),
      follows: Int32Array.of(-1, -1, -1, -1, 0, 1, 2, 3, 4),
      timing: time.timing,
      execute: (operation) =>
        time.after(operation === 3 ? 1_000 : 10, ends[operation] ?? ('changed' as const)),
    })
    await time.clock.tickAsync(2_000)
    await dispatcher.finished
    const sent = [...records.dispatchedMs].map((at) => !Number.isNaN(at))
    expect(sent).toEqual([true, true, true, true, false, true, true, true, false])
    expect([records.outcome[4], records.outcome[8]]).toEqual([NOT_NEEDED, NOT_NEEDED])
    expect([read(counters, 'sent'), read(counters, 'completed')]).toEqual([7, 7])
    const lag = observer.finish().histograms.find(({ metric }) => metric === 'lag')
    expect(lag?.count).toBe(7)
  })

  it('counts what it does not send at the cap, when told to drop', async () => {
    const time = virtualTiming()
    const { records, counters, dispatcher } = start({
      dueMs: Float64Array.of(0, 10, 20, 110),
      timing: time.timing,
      inFlightCap: 1,
      overflow: 'drop',
      execute: () => time.after(100, 'changed'),
    })
    await time.clock.tickAsync(1_000)
    await dispatcher.finished
    expect(COUNTS.map((name) => read(counters, name))).toEqual([2, 2, 0, 2])
    expect([...records.dispatchedMs]).toEqual([0, Number.NaN, Number.NaN, 110])
    expect([...records.outcome].map(outcomeOf)).toEqual([
      'changed',
      undefined,
      undefined,
      'changed',
    ])
  })

  it('keeps what is never answered, with the time that it was waited for', async () => {
    const time = virtualTiming()
    const { records, observer, dispatcher } = start({
      dueMs: Float64Array.of(0, 50),
      timing: time.timing,
      drainLimitMs: 500,
      execute: (operation): Promise<LoadOutcome> =>
        operation === 0 ? new Promise(() => undefined) : time.after(5, 'policy'),
    })
    await time.clock.tickAsync(1_000)
    await dispatcher.finished
    expect([...records.doneMs]).toEqual([550, 55])
    expect([...records.outcome].map(outcomeOf)).toEqual(['unanswered-at-drain-limit', 'policy'])
    const whole = observer.finish().histograms.find(({ metric }) => metric === 'response')
    expect(whole).toMatchObject({
      count: 2,
      maxUs: 550_000,
      censored: { count: 1, fromUs: 550_000 },
    })
  })

  it('stops sending when stopped, and still waits for what is in flight', async () => {
    const time = virtualTiming()
    const { records, dispatcher } = start({
      dueMs: Float64Array.of(0, 10, 20, 500),
      timing: time.timing,
      inFlightCap: 2,
      execute: () => time.after(100, 'changed'),
    })
    await time.clock.tickAsync(50)
    dispatcher.stop()
    await time.clock.tickAsync(60)
    await dispatcher.finished
    expect([...records.doneMs]).toEqual([100, 110, Number.NaN, Number.NaN])
  })

  it('is awake before each due time when it must be precise, asleep when it is far', async () => {
    const time = virtualTiming()
    const asked: string[] = []
    const timing: Timing = {
      now: () => time.timing.now(),
      after(delayMs, run) {
        asked.push(`sleep ${delayMs}`)
        return time.timing.after(delayMs, run)
      },
      soon(run) {
        asked.push('awake')
        return time.timing.after(1, run)
      },
    }
    const { dispatcher } = start({
      dueMs: Float64Array.of(0, 1, 50),
      timing,
      precise: true,
      execute: () => Promise.resolve('changed'),
    })
    await time.clock.tickAsync(60)
    await dispatcher.finished
    // The last is for answers after the last send.
    expect(asked).toEqual(['awake', 'sleep 47', 'sleep 1', 'awake', 'sleep 10000'])
  })

  it('never sends early on the machine’s own timers', async () => {
    const { dueMs } = createSchedule({
      kind: 'poisson',
      ratePerSecond: 400,
      durationMs: 700,
      seed: 5,
    })
    const { records, dispatcher } = start({
      dueMs,
      timing: machineTiming,
      execute: () => Promise.resolve('changed'),
    })
    await dispatcher.finished
    const lags = sorted(Array.from(dueMs, (due, index) => (records.dispatchedMs[index] ?? 0) - due))
    expect(lags[0]).toBeGreaterThanOrEqual(0)
    expect(rank(lags, 0.5)).toBeLessThan(20)
  })
})
