import { describe, expect, it } from 'vitest'
import { meets, ofCeilings, ofPace, ofQuietPace } from './calibration-figures.ts'

const missed = (figures: ReturnType<typeof ofPace>) =>
  figures.filter((figure) => !meets(figure)).map(({ name }) => name)

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

  const alone = { sent: 1, lagP50Ms: 0, lagP99Ms: 0.2, rateError: 0, gapVariation: 1 }
  const late = { sent: 1, lagP50Ms: 0.5, lagP99Ms: 1.2, rateError: 0.002, gapVariation: 1.1 }
  const away = { ...alone, lagP99Ms: 1.5 }

  it('hold the pace to its bars only where the driver is awake', () => {
    const rounds = [late, { ...late, lagP99Ms: 0.4 }, { ...late, lagP99Ms: 9 }]
    const told = ofQuietPace('x', rounds, [alone, alone, alone, alone])
    expect(missed(told)).toEqual(['x, lag p99', 'x, rate error', 'x, variation of the gaps'])
    expect(told[1]).toMatchObject({ value: 1.2, spread: [0.4, 9], quiet: { rounds: 3, of: 3 } })
    expect(missed(ofPace('x', rounds))).toEqual([])
  })

  it('are of the rounds before and after which the machine alone kept the bar', () => {
    const good = { ...alone, lagP99Ms: 0.9 }
    const rounds = [
      late,
      late,
      good,
      { ...good, lagP99Ms: 0.8 },
      { ...good, lagP99Ms: 0.7 },
      { ...late, lagP99Ms: 5 },
    ]
    const around = [alone, away, alone, alone, alone, alone, away]
    const [, lag, rate] = ofQuietPace('x', rounds, around)
    expect(lag).toMatchObject({ value: 0.8, spread: [0.7, 0.9], quiet: { rounds: 3, of: 6 } })
    // Of this one the machine kept the bar around each.
    expect(rate).toMatchObject({ spread: [0, 0.002], quiet: { rounds: 6, of: 6 } })
  })

  it('are of all rounds where those are too few, and have missed the bar all the same', () => {
    const good = { ...alone, lagP99Ms: 0.9 }
    const told = ofQuietPace('x', [late, good, late], [alone, alone, alone, away])
    expect(told[1]).toMatchObject({
      value: 1.2,
      spread: [0.9, 1.2],
      quiet: { rounds: 2, of: 3 },
    })
    expect(missed(told)).toContain('x, lag p99')
  })
})
