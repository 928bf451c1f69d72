import { expect, it } from 'vitest'
import { createSchedule } from '../workload/schedule.ts'
import { percentileMs } from './known-run.ts'
import { gapVariation, paceOf, sentByStretch } from './pace.ts'

const dueOf = (kind: 'uniform' | 'poisson', durationMs = 10_000) =>
  createSchedule({ kind, ratePerSecond: 1_000, durationMs, seed: 1 }).dueMs

it('the variation of gaps tells evenly spaced, Poisson and bursts apart', () => {
  expect(gapVariation(dueOf('uniform'))).toBeLessThan(0.001)
  expect(Math.abs(gapVariation(dueOf('poisson')) - 1)).toBeLessThan(0.05)
  expect(gapVariation(Float64Array.of(0, 0, 0, 1_000, 1_000, 1_000))).toBeCloseTo(2)
})

/** As if connections were made until `START_MS`, and what fell due last in the warm-up came in the next second. */
const START_MS = 500
const sentAt = (due: number) => {
  if (due < START_MS) return START_MS
  return due >= 1_990 && due < 2_000 ? due + START_MS : due
}

const lagOf = (phase: string, count: number, p99: number) => ({
  metric: 'lag' as const,
  phase,
  outcome: 'all',
  count,
  percentilesUs: { p99 },
  minUs: 0,
  maxUs: p99,
  sumUs: p99,
  hdrV2: '',
})

it('the pace is of what fell due after the warm-up, whenever it was sent', () => {
  const dueMs = dueOf('poisson', 12_000)
  const sentMs = dueMs.map(sentAt)
  const warm = paceOf(dueMs, sentMs, 2_000)
  expect(warm.sent).toBe(dueMs.filter((due) => due >= 2_000).length)
  expect(warm.rateError).toBeLessThan(0.001)
  expect(Math.abs(warm.gapVariation - 1)).toBeLessThan(0.05)
  const whole = paceOf(dueMs, sentMs, 0)
  expect(whole.rateError).toBeGreaterThan(0.01)
  expect(whole.gapVariation).toBeGreaterThan(1.05)
})

it('the lags and gaps of each stretch that counts are of what fell due in it', () => {
  const dueMs = Float64Array.of(0, 90, 250, 350, 400, 500, 600, 800)
  const sentMs = Float64Array.of(5, 91, 253, 352, 401, 900, Number.NaN, 800)
  expect(sentByStretch(dueMs, sentMs, 250, ({ fromMs }) => fromMs !== 500)).toEqual([
    { lagsMs: Float64Array.of(1, 2, 3), gapsMs: Float64Array.of(99, 49) },
  ])
  expect(sentByStretch(dueMs, sentMs, 250, () => true)[1]).toEqual({
    lagsMs: Float64Array.of(400),
    gapsMs: new Float64Array(0),
  })
})

it('what was not sent makes no gap', () => {
  const { sent, rateError } = paceOf(
    Float64Array.of(0, 10, 20, 30),
    Float64Array.of(0, 10, Number.NaN, Number.NaN),
    0,
  )
  expect([sent, rateError]).toEqual([2, expect.closeTo(2 / 3)])
})

it('a percentile is of the phase that is asked for, even where another has more values', () => {
  const histograms = [lagOf('warm-up', 900, 50_000), lagOf('pace', 800, 600)]
  expect(percentileMs({ histograms }, 'lag', 'p99', 'pace')).toBe(0.6)
  expect(percentileMs({ histograms }, 'lag', 'p99')).toBe(50)
  expect(percentileMs({ histograms }, 'lag', 'p99', 'none')).toBeNaN()
})
