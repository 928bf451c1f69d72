import { describe, expect, it } from 'vitest'
import { meets, ofAwakePace, ofCeilings, ofPace } from './calibration-figures.ts'

const missed = (figures: ReturnType<typeof ofPace>) =>
  figures.filter((figure) => !meets(figure)).map(({ name }) => name)

const stretch = (lagMs: number) => ({
  lagsMs: new Float64Array(250).fill(lagMs),
  // Half of the gaps 0, half 2: as uneven as Poisson's, variation 1.
  gapsMs: Float64Array.from({ length: 250 }, (_, index) => (index % 2) * 2),
})
const seconds = (count: number, lagMs: number) =>
  Array.from({ length: 4 * count }, () => stretch(lagMs))

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

  const late = {
    sent: 1,
    lagP50Ms: 0.5,
    lagP99Ms: 1.2,
    rateError: 0.002,
    gapVariation: 1.1,
    undisturbed: [],
  }

  it('hold the pace to its bars only where the driver is awake', () => {
    const rounds = [late, { ...late, lagP99Ms: 0.4 }, { ...late, lagP99Ms: 9 }]
    const told = ofAwakePace('x', rounds)
    expect(missed(told)).toEqual(['x, lag p99', 'x, rate error', 'x, variation of the gaps'])
    expect(told[1]).toMatchObject({ value: 1.2, spread: [0.4, 9] })
    expect(missed(ofPace('x', rounds))).toEqual([])
  })

  it('are of the stretches in which the host took nothing, all together', () => {
    const rounds = [
      { ...late, undisturbed: seconds(12, 0.9) },
      { ...late, undisturbed: seconds(8, 0.2) },
    ]
    const [, lag, rate, gaps] = ofAwakePace('x', rounds)
    expect(lag).toMatchObject({
      value: 0.9,
      spread: [1.2, 1.2],
      undisturbed: { seconds: 20, enough: true },
    })
    expect(gaps).toMatchObject({ value: 1, undisturbed: { seconds: 20, enough: true } })
    // From the first send to the last, whatever came between.
    expect(rate).toMatchObject({ value: 0.002 })
    expect(rate).not.toHaveProperty('undisturbed')
    const worse = [...rounds, { ...late, undisturbed: seconds(1, 3) }]
    expect(ofAwakePace('x', worse)[1]).toMatchObject({
      value: 3,
      undisturbed: { seconds: 21, enough: true },
    })
  })

  it('are of all rounds where those are too few, and have missed the bar all the same', () => {
    const told = ofAwakePace('x', [{ ...late, undisturbed: seconds(9, 0.2) }])
    expect(told[1]).toMatchObject({
      value: 1.2,
      undisturbed: { seconds: 9, value: 0.2, enough: false },
    })
    expect(missed(told)).toContain('x, lag p99')
  })
})
