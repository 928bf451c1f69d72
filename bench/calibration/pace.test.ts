import { expect, it } from 'vitest'
import { createSchedule } from '../workload/schedule.ts'
import { gapVariation } from './pace.ts'

const of = (kind: 'uniform' | 'poisson') =>
  gapVariation(createSchedule({ kind, ratePerSecond: 1_000, durationMs: 10_000, seed: 1 }).dueMs)

it('the variation of gaps tells evenly spaced, Poisson and bursts apart', () => {
  expect(of('uniform')).toBeLessThan(0.001)
  expect(Math.abs(of('poisson') - 1)).toBeLessThan(0.05)
  expect(gapVariation(Float64Array.of(0, 0, 0, 1_000, 1_000, 1_000))).toBeCloseTo(2)
})
