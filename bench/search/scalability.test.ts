import { describe, expect, it } from 'vitest'
import { createRandom, type Random } from '../workload/random.ts'
import { fitScalability, type Level } from './scalability.ts'
import { fitLaw, type Law, peakOf, throughputBy } from './scalability-law.ts'

const IN_FLIGHT = [1, 2, 4, 8, 16, 32]
const PEAKED: Law = { gamma: 250, sigma: 0.1, kappa: 0.004 }
const LEVELLING: Law = { gamma: 250, sigma: 0.3, kappa: 0 }

/** Nearly normal: the sum of twelve uniform numbers. */
const normal = (random: Random) => Array.from({ length: 12 }, random).reduce((a, b) => a + b, -6)

/** Rounds that follow a law, each throughput off by some share. */
const measured = (
  law: Law,
  { noise = 0, rounds = 5, seed = 1, inFlight = IN_FLIGHT } = {},
): Level[] => {
  const random = createRandom(seed, 'noise')
  return inFlight.map((each) => ({
    inFlight: each,
    perSecond: Array.from(
      { length: rounds },
      () => throughputBy(law, each) * Math.exp(noise * normal(random)),
    ),
  }))
}

describe('the Universal Scalability Law', () => {
  it.each([
    PEAKED,
    LEVELLING,
    { gamma: 3, sigma: 0, kappa: 0 },
    { gamma: 5_000, sigma: 0.9, kappa: 0.02 },
    { gamma: 100, sigma: -0.02, kappa: 0.0005 },
  ])('is found again from what it says: %o', (law) => {
    const points = IN_FLIGHT.map((n) => ({ concurrency: n, perSecond: throughputBy(law, n) }))
    const found = fitLaw(points)
    expect(found.gamma).toBeCloseTo(law.gamma, 6)
    expect(found.sigma).toBeCloseTo(law.sigma, 8)
    expect(found.kappa).toBeCloseTo(law.kappa, 8)
  })

  it('is the nearest one by relative errors: no neighbour is nearer', () => {
    const points = measured(PEAKED, { noise: 0.1 }).flatMap(({ inFlight, perSecond }) =>
      perSecond.map((each) => ({ concurrency: inFlight, perSecond: each })),
    )
    const off = (law: Law) =>
      points.reduce(
        (sum, { concurrency, perSecond }) =>
          sum + Math.log(perSecond / throughputBy(law, concurrency)) ** 2,
        0,
      )
    const found = fitLaw(points)
    for (const [name, by] of [
      ['gamma', 0.01],
      ['sigma', 1e-4],
      ['kappa', 1e-6],
    ] as const) {
      for (const sign of [1, -1]) {
        expect(off({ ...found, [name]: found[name] + sign * by })).toBeGreaterThan(off(found))
      }
    }
  })

  it('refuses what three parameters cannot be told from', () => {
    const few = measured(PEAKED, { inFlight: [1, 2, 4] })
    expect(() => fitScalability('resets', few, 1)).toThrow(/found 3 concurrencies/)
    expect(() => fitScalability('resets', measured(PEAKED, { rounds: 2 }), 1)).toThrow(/2 rounds/)
    expect(() => fitLaw([{ concurrency: 1, perSecond: 0 }])).toThrow(/found 0\/s at 1/)
  })
})

describe('a fit to rounds', () => {
  it('has intervals that hold the law about as often as they say', () => {
    const seeds = Array.from({ length: 25 }, (_, seed) => seed)
    let widest = 0
    const hits = { gamma: 0, sigma: 0, kappa: 0 }
    for (const seed of seeds) {
      const fit = fitScalability('resets', measured(PEAKED, { noise: 0.05, seed }), seed)
      widest = Math.max(widest, fit.gamma.high - fit.gamma.low)
      for (const name of ['gamma', 'sigma', 'kappa'] as const) {
        if (fit[name].low <= PEAKED[name] && PEAKED[name] <= fit[name].high) hits[name]++
      }
    }
    for (const held of Object.values(hits)) expect(held / seeds.length).toBeGreaterThan(0.84)
    // Of 250 a second, each round 5 % off: not so wide that they hold anything.
    expect(widest).toBeLessThan(30)
  })

  it('finds the peak within what was measured, the same for the same seed', () => {
    const levels = measured(PEAKED, { noise: 0.02 })
    const { peak, worstMisfit } = fitScalability('resets', levels, 1)
    expect(peak).toMatchObject({ is: 'found' })
    const found = peak.is === 'found' ? peak.inFlight : undefined
    expect(found?.low).toBeLessThan(peakOf(PEAKED))
    expect(found?.high).toBeGreaterThan(peakOf(PEAKED))
    expect((found?.high ?? 0) - (found?.low ?? 0)).toBeGreaterThan(0.1)
    expect(worstMisfit).toBeLessThan(0.05)
    expect(fitScalability('resets', levels, 1).peak).toEqual(peak)
  })

  it('names no peak that it did not measure', () => {
    const fit = fitScalability('resets', measured(LEVELLING, { noise: 0.05 }), 1)
    expect(fit.kappa.low).toBeLessThanOrEqual(0)
    expect(fit.peak).toEqual({ is: 'none' })
    const far = { gamma: 100, sigma: 0.02, kappa: 0.0004 }
    const short = fitScalability('resets', measured(far, { noise: 0.001 }), 1)
    expect(short.kappa.low).toBeGreaterThan(0)
    expect(short.peak).toEqual({ is: 'beyond' })
  })

  it('says how far it is off what does not follow the law', () => {
    const levels = measured(PEAKED).map((level) =>
      level.inFlight === 8
        ? { ...level, perSecond: level.perSecond.map((each) => each / 2) }
        : level,
    )
    expect(fitScalability('resets', levels, 1)).toMatchObject({ describes: false })
    expect(fitScalability('resets', levels, 1).worstMisfit).toBeGreaterThan(0.2)
    // Off by as much, and its rounds scatter by more: nothing to hold against the law.
    const noisy = fitScalability('resets', measured(PEAKED, { noise: 0.8, rounds: 3 }), 1)
    expect(noisy.worstMisfit).toBeGreaterThan(0.2)
    expect(noisy.describes).toBe(true)
  })
})
