import { describe, expect, it } from 'vitest'
import { createSchedule } from './schedule.ts'

const gaps = (dueMs: Float64Array) =>
  Array.from(dueMs.subarray(1), (due, index) => due - (dueMs[index] ?? 0))

const variation = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return Math.sqrt(variance) / mean
}

const at1000PerSecond = { ratePerSecond: 1000, durationMs: 30_000, seed: 7 }

describe('a schedule', () => {
  it('spaces uniform arrivals evenly, down to below one a second', () => {
    const { dueMs } = createSchedule({ kind: 'uniform', ...at1000PerSecond })
    expect(dueMs).toHaveLength(30_000)
    expect(variation(gaps(dueMs))).toBeLessThan(1e-9)
    const slow = createSchedule({
      kind: 'uniform',
      ratePerSecond: 0.1,
      durationMs: 30_000,
      seed: 7,
    })
    expect([...slow.dueMs]).toEqual([0, 10_000, 20_000])
  })

  it('draws Poisson arrivals with their rate and a coefficient of variation of one', () => {
    const { dueMs } = createSchedule({ kind: 'poisson', ...at1000PerSecond })
    expect(Math.abs(dueMs.length / 30_000 - 1)).toBeLessThan(0.02)
    expect(Math.abs(variation(gaps(dueMs)) - 1)).toBeLessThan(0.05)
    expect(dueMs.at(-1)).toBeLessThan(30_000)
  })

  it('is the same storm for the same seed, another for another', () => {
    const spec = { kind: 'poisson', ...at1000PerSecond } as const
    const { dueMs, sha256 } = createSchedule(spec)
    expect(createSchedule(spec)).toEqual({ spec, dueMs, sha256 })
    expect(createSchedule({ ...spec, seed: 8 }).sha256).not.toBe(sha256)
  })

  it('refuses a rate of nothing', () => {
    const spec = { kind: 'uniform', ratePerSecond: 0, durationMs: 1, seed: 1 } as const
    expect(() => createSchedule(spec)).toThrow('ratePerSecond: found 0')
  })
})
