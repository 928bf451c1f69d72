import { describe, expect, it } from 'vitest'
import { assembleLoad, type OpenLoopRun } from '../measure/assemble.ts'
import { cutShort } from '../measure/cut-short.ts'
import { type LoadOutcome, numberOf } from '../measure/outcomes.ts'
import { Recorder } from '../measure/recorder.ts'
import { createRecords } from '../measure/records.ts'
import type { Schedule } from '../workload/schedule.ts'
import { parseThreshold } from './grammar.ts'
import { judgeThresholds } from './judge.ts'
import { brokenNow } from './live.ts'

const PHASES = [
  { name: 'calm', fromMs: 0 },
  { name: 'storm', fromMs: 5_000 },
  { name: 'silence', fromMs: 10_000 },
]

const COUNT = 1_000
const SPAN_MS = 10_000

const CONNECTED = [
  ['calm', 4],
  ['calm', 6],
  ['storm', 30],
] as const

/** Evenly spaced operations: 10 ms each in the calm, 100 ms in the storm, of which every tenth is lost. */
function loadUntil(answered: number) {
  const dueMs = Float64Array.from({ length: COUNT }, (_, index) => (index * SPAN_MS) / COUNT)
  const records = createRecords(COUNT)
  const recorder = new Recorder()
  for (let operation = 0; operation < answered; operation++) {
    const due = dueMs[operation] ?? 0
    const stormy = due >= 5_000
    const outcome: LoadOutcome = stormy && operation % 10 === 0 ? 'connection-lost' : 'changed'
    records.dispatchedMs[operation] = due
    records.doneMs[operation] = due + (stormy ? 100 : 10)
    records.outcome[operation] = numberOf(outcome)
    const phase = stormy ? 'storm' : 'calm'
    for (const of of ['all', stormy && operation % 10 === 0 ? 'lost' : 'accepted']) {
      recorder.record({ metric: 'response', phase, outcome: of }, stormy ? 100 : 10)
    }
  }
  // Two connections are there when the calm begins, one more in the storm.
  for (const [phase, tookMs] of CONNECTED) {
    recorder.record({ metric: 'connect', phase, outcome: 'all' }, tookMs)
  }
  const schedule: Schedule = {
    spec: { kind: 'uniform', ratePerSecond: 100, durationMs: SPAN_MS, seed: 1 },
    dueMs,
    sha256: '',
  }
  const run: OpenLoopRun = {
    records,
    sent: answered,
    completed: answered,
    held: 0,
    dropped: 0,
    inFlightAreaMs: 0,
    startedAt: 0,
    elapsedMs: SPAN_MS,
    interrupted: false,
    histograms: recorder.results(),
    clamped: 0,
    intervals: [],
    sendSpanMs: (Math.max(0, answered - 1) * SPAN_MS) / COUNT,
    utilizations: [],
  }
  recorder.destroy()
  return { schedule, run, dueMs, records }
}

const thresholdsOf = (texts: readonly string[]) =>
  texts.flatMap((text) => {
    const parsed = parseThreshold(
      text,
      PHASES.map(({ name }) => name),
    )
    return parsed.ok ? [parsed.threshold] : []
  })

const assembled = (parts: Pick<ReturnType<typeof loadUntil>, 'schedule' | 'run'>) =>
  assembleLoad({
    scenario: 'test',
    ...parts,
    inFlightCap: 10,
    finalBinds: null,
    heartbeats: null,
  })

const judged = (texts: readonly string[]) =>
  judgeThresholds(thresholdsOf(texts), { load: assembled(loadUntil(COUNT)), link: undefined })

describe('thresholds of a load that is over', () => {
  it('hold or not by what was measured, of all phases together or one', () => {
    const checks = judged([
      'response p(50) < 50ms',
      'response p(99) < 50ms',
      'response p(99) < 50ms for phase calm',
      'response{outcome: lost} max <= 100 ms',
      'operations lost == 50',
      'operations lost == 0 for phase calm',
      'operations lost < 50 for phase storm',
      'connect max < 10 ms for phase calm',
      'connect mean < 10 ms',
    ])
    const held = [true, false, true, true, true, true, false, true, false]
    expect(checks.map(({ ok }) => ok)).toEqual(held)
    expect(checks[1]).toEqual({
      name: 'response p(99) < 50ms',
      ok: false,
      observed: '100 ms',
      limit: '< 50 ms',
    })
  })

  it('do not hold without a value, or with fewer than they need, and say so', () => {
    const checks = judged([
      'response p(99) < 1s for phase silence',
      'operations lost == 0 for phase silence',
      'response p(99.9) < 1s',
      'heartbeat misses == 0',
      'bytes per operation < 900',
    ])
    expect(checks.map(({ ok, observed }) => [ok, observed])).toEqual([
      [false, 'there is no value of it'],
      [false, 'no operation of phase silence was answered or given up'],
      [false, '1000 values do not bear it, 3688 are needed'],
      [false, 'it was not measured'],
      [false, 'it was not measured'],
    ])
  })
})

const now = (answered: number, texts: readonly string[]) => {
  const { dueMs, records } = loadUntil(answered)
  return brokenNow(thresholdsOf(texts), { dueMs, records, phases: PHASES }).map(({ name }) => name)
}

it('nothing is proven by heartbeats of which none fell due, or answers of which none could be compared', () => {
  const load = assembled(loadUntil(COUNT))
  const texts = ['heartbeat misses == 0', 'heartbeat deviation < 1s', 'wrong refusals == 0']
  const held = thresholdsOf([...texts, 'wrong acceptances == 0'])
  const okWhere = (due: number, met: number) => {
    const heartbeats = {
      tenants: 1,
      periodMs: 300_000,
      due,
      seen: due,
      missed: 0,
      worstDeviationMs: 0,
      strip: [],
    }
    const none = { wrongRefusal: 0, wrongAcceptance: 0, unavailable: 0, wrong: [] }
    const expectations = { ...none, met, notComparable: COUNT - met }
    const measured = { load: { ...load, heartbeats, expectations }, link: undefined }
    return judgeThresholds(held, measured).map(({ ok }) => ok)
  }
  expect(okWhere(3, 1)).toEqual([true, true, true, true])
  expect(okWhere(0, 1)).toEqual([false, false, true, true])
  expect(okWhere(3, 0)).toEqual([true, true, false, false])
})

it('no bandwidth is proven in compressed time', () => {
  const load = assembled(loadUntil(COUNT))
  const link = {
    name: 'link',
    mode: 'opaque' as const,
    connections: 1,
    handshakeBytes: 0,
    operations: COUNT,
    durationMs: SPAN_MS,
    ladder: {
      messages: null,
      messageBytes: null,
      plaintextBytes: 1,
      tlsRecords: 1,
      tlsRecordBytes: 1,
      tcpPayloadBytes: 1,
      segments: 1,
      segmentsFrom: 'tcp-info' as const,
      ipBytes: 800 * COUNT,
    },
    intervals: [],
  }
  const held = thresholdsOf(['bytes per operation < 900', 'link rate < 1 Mbit/s'])
  const okOf = (measured: Parameters<typeof judgeThresholds>[1]) =>
    judgeThresholds(held, measured).map(({ ok }) => ok)
  expect(okOf({ load, link })).toEqual([true, true])
  expect(okOf({ load: { ...load, compression: 60 }, link })).toEqual([false, false])
})

describe('thresholds of a load that is going on', () => {
  it('are broken as soon as nothing that comes can mend them, not for want of values', () => {
    const texts = ['response p(99) < 50ms', 'operations lost == 0', 'operations lost == 3']
    expect(now(0, texts)).toEqual([])
    expect(now(400, texts)).toEqual([])
    // Ten in a thousand may take longer.
    expect(now(510, texts)).toEqual(['operations lost == 0'])
    expect(now(511, texts)).toEqual(['response p(99) < 50ms', 'operations lost == 0'])
    expect(now(540, texts)).toEqual(texts)
  })

  it('may be mended by all that is to come, in its phase and in its class', () => {
    const inStorm = ['response mean < 10 ms for phase storm', 'response max < 50ms for phase storm']
    expect(now(540, inStorm)).toEqual(['response max < 50ms for phase storm'])
    expect(now(560, inStorm)).toEqual(inStorm)
    // 45 of what may be 494 accepted ones cannot spoil p(90), 54 can.
    const ofClass = ['response{outcome: accepted} p(90) < 50ms for phase storm']
    expect(now(551, ofClass)).toEqual([])
    expect(now(561, ofClass)).toEqual(ofClass)
  })

  it('let the load end early, which is then measured as if no more had been planned', () => {
    const { ledger, validity } = assembled(cutShort(...splitOf(loadUntil(540))))
    expect(ledger).toMatchObject({ planned: 540, sent: 540, notSent: 0 })
    expect(validity.find(({ name }) => name === 'achieved rate')?.ok).toBe(true)
    const whole = assembled(loadUntil(540))
    expect(whole.validity.find(({ name }) => name === 'achieved rate')?.ok).toBe(false)
  })
})

function splitOf({ schedule, run }: ReturnType<typeof loadUntil>) {
  return [schedule, run] as const
}
