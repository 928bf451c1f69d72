import { describe, expect, it } from 'vitest'
import type { Pace } from '../../../bench/calibration/pace.ts'
import { meets, ofCeilings, ofPace } from './calibration-figures.ts'

describe('the figures of the driver', () => {
  it('hold ratios of one round, not of one driver’s best against another’s worst', () => {
    const rounds = [
      { alone: 1_000, closedLoop: 950, openLoop: 500 },
      { alone: 4_000, closedLoop: 3_700, openLoop: 2_800 },
      { alone: 2_000, closedLoop: 1_600, openLoop: 1_300 },
    ]
    expect(ofCeilings(rounds)).toMatchObject([
      { value: 2_000 },
      { value: 0.925, spread: [0.8, 0.95] },
      { value: 0.65, spread: [0.5, 0.7] },
    ])
    expect(ofCeilings(rounds.slice(0, 2))[1]).toMatchObject({ value: 0.9375 })
  })

  it('meet a bar from inside only, and never by not being a number', () => {
    const bar = { atLeast: 0.95, atMost: 1.05 }
    const met = [0.94, 0.95, 1.05, 1.06, Number.NaN].map((value) =>
      meets({ name: 'x', unit: 'ratio', value, bar }),
    )
    expect(met).toEqual([false, true, true, false, false])
  })

  it('hold the pace to its bars only where the driver is awake', () => {
    const late = { sent: 1, lagP50Ms: 0.5, lagP99Ms: 1.2, rateError: 0.002, gapVariation: 1.1 }
    const good = { sent: 1, lagP50Ms: 0, lagP99Ms: 0.2, rateError: 0, gapVariation: 1 }
    const missed = (floor?: readonly Pace[]) =>
      ofPace('x', [late], floor)
        .filter((figure) => !meets(figure))
        .map(({ name }) => name)
    expect(missed([good])).toEqual(['x, lag p99', 'x, rate error', 'x, variation of the gaps'])
    expect(missed()).toEqual([])
    const rounds = [late, { ...late, lagP99Ms: 0.4 }, { ...late, lagP99Ms: 9 }]
    expect(ofPace('x', rounds, [good])[1]).toMatchObject({ value: 1.2, spread: [0.4, 9] })
  })

  it('say where the machine alone misses a bar too, and have missed it all the same', () => {
    const driver = { sent: 1, lagP50Ms: 0, lagP99Ms: 3, rateError: 0.1, gapVariation: 1.2 }
    const alone = { sent: 1, lagP50Ms: 0, lagP99Ms: 1.5, rateError: 0, gapVariation: 1.04 }
    const told = ofPace('x', [driver], [{ ...alone, lagP99Ms: 0.5 }, alone, alone])
    expect(told.map(({ machineAlone }) => machineAlone)).toEqual([
      undefined,
      1.5,
      undefined,
      undefined,
    ])
    expect(told.map(meets)).toEqual([true, false, false, false])
    const [, met] = ofPace('x', [{ ...driver, lagP99Ms: 0.9 }], [alone])
    expect(met).not.toHaveProperty('machineAlone')
    expect(told.every(({ name, bar }) => name.endsWith('p50') || bar !== undefined)).toBe(true)
  })
})
