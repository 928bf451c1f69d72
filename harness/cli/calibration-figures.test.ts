import { describe, expect, it } from 'vitest'
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
    const missed = (isHeld: boolean) =>
      ofPace('x', [late], isHeld)
        .filter((figure) => !meets(figure))
        .map(({ name }) => name)
    expect(missed(true)).toEqual(['x, lag p99', 'x, rate error', 'x, variation of the gaps'])
    expect(missed(false)).toEqual([])
    const rounds = [late, { ...late, lagP99Ms: 0.4 }, { ...late, lagP99Ms: 9 }]
    expect(ofPace('x', rounds, true)[1]).toMatchObject({ value: 1.2, spread: [0.4, 9] })
  })
})
