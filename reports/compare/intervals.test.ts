import { describe, expect, it } from 'vitest'
import { chance, normal, queueOf } from '../fixtures/chance.ts'
import { correlationTime, differenceOf, seriesMean, welch } from './intervals.ts'
import { dependence, type Distribution, percentileEstimate } from './percentile.ts'
import { studentCritical } from './student.ts'

const ALPHA = 0.05
const excludes = ({ low, high }: { low: number; high: number }, value = 0) =>
  low > value || high < value

/** How many of `times` trials are true. */
const rate = (times: number, trial: () => boolean) =>
  Array.from({ length: times }, trial).filter(Boolean).length / times

const distributionOf = (values: readonly number[]): Distribution => {
  const ascending = Float64Array.from(values).toSorted()
  return {
    count: ascending.length,
    valueAt: (share) => ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? 0,
    shareAt: (us) => ascending.findLastIndex((value) => value <= us) / ascending.length,
  }
}

/** A storm’s percentile with its interval, from an M/M/1 queue at 60 % use. */
const storm = (random: () => number, serviceMs: number) => {
  const values = queueOf(random, { operations: 2_000, ratePerSecond: 50, serviceMs })
  const whole = distributionOf(values.map(({ responseUs }) => responseUs))
  const seconds: (typeof values)[] = []
  for (const each of values) (seconds[each.second] ??= []).push(each)
  const intervals = seconds.filter(Boolean).map((each) => {
    const own = distributionOf(each.map(({ responseUs }) => responseUs))
    return {
      startMs: 0,
      planned: own.count,
      sent: own.count,
      completed: own.count,
      inFlight: 0,
      lagP99Us: 0,
      responseP50Us: own.valueAt(0.5),
      responseP99Us: own.valueAt(0.99),
    }
  })
  return (share: number) => percentileEstimate(whole, share, dependence(whole, intervals), ALPHA)
}

describe('Student’s distribution', () => {
  it.each([
    [0.05, 1, 12.7062],
    [0.05, 4, 2.77645],
    [0.01, 10, 3.16927],
    [0.05, 1e5, 1.95999],
    [0.005, 2.5, 9.52808],
  ])('alpha %f, %f degrees of freedom', (alpha, freedom, expected) => {
    expect(studentCritical(alpha, freedom)).toBeCloseTo(expected, 4)
  })
})

describe('Welch’s interval', () => {
  it('is that of another program for the same values', () => {
    const base = [27.5, 21, 19, 23.6, 17, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19, 21.7, 21.4]
    const next = [
      27.1, 22, 20.8, 23.4, 23.4, 23.5, 25.8, 22, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 24.4,
    ]
    const { value, low, high } = welch(base, next, ALPHA)
    expect([value, low, high].map((each) => Number(each.toFixed(2)))).toEqual([2.83, 0.8, 4.87])
  })

  it.each([2, 3, 5, 10])('equal sides of %i runs: called different in 5 of 100', (runs) => {
    const random = chance(runs)
    const side = () => Array.from({ length: runs }, () => 20 + 3 * normal(random))
    const wrong = rate(1_000, () => excludes(welch(side(), side(), ALPHA)))
    expect(wrong).toBeLessThan(0.065)
    expect(wrong).toBeGreaterThan(0)
  })
})

describe('interval from within one run', () => {
  it.each([0.5, 0.9, 0.99])('holds although a slow one delays the next: %f', (share) => {
    const random = chance(1)
    const wrong = rate(150, () =>
      excludes(differenceOf(storm(random, 12)(share), storm(random, 12)(share))),
    )
    expect(wrong).toBeLessThanOrEqual(0.05)
  })

  it('finds a service that takes a third more time', () => {
    const random = chance(2)
    const found = rate(50, () =>
      excludes(differenceOf(storm(random, 9)(0.5), storm(random, 12)(0.5))),
    )
    expect(found).toBeGreaterThan(0.9)
  })

  it('takes neighbours that move together for fewer values', () => {
    const random = chance(3)
    let value = 0
    const series = Array.from({ length: 4_000 }, () => (value = 0.8 * value + normal(random)))
    // An autoregressive series: (1 + 0.8) / (1 − 0.8).
    expect(correlationTime(series)).toBeGreaterThan(6)
    expect(correlationTime(series)).toBeLessThan(12)
    const { low, high } = seriesMean(series, ALPHA)
    expect(excludes({ low, high }, 0)).toBe(false)
  })
})
