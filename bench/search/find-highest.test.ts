import { describe, expect, it } from 'vitest'
import { percentileOf } from '../measure/percentiles.ts'
import { createRandom } from '../workload/random.ts'
import { findHighest, type Trial } from './find-highest.ts'

const LIMITS = { from: 10, atMost: 100_000, precision: 0.05, mostTrials: 60 }

/** A system that keeps its thresholds up to a knee, give or take some noise. */
const systemOf =
  (knee: number, noise = 0, seed = 1) =>
  (random = createRandom(seed, 'system')) =>
  async (value: number): Promise<Trial> => {
    const kept = value <= knee * (1 + noise * (2 * random() - 1))
    return { value, kept, broken: kept ? [] : ['response p99'] }
  }

/** Above so much the driver is late: whatever it finds there may not be believed. */
const measuredUpTo = (most: number, knee: number) => async (value: number) => {
  const trial = await systemOf(knee)()(value)
  return value <= most ? trial : { ...trial, invalid: ['schedule lag'] }
}

describe('the highest rate that is held', () => {
  it.each([3, 10, 47, 640, 99_999])(
    'is found for a knee at %i, and held three times more',
    async (knee) => {
      const found = await findHighest(systemOf(knee)(), LIMITS)
      expect(found.ended).toBe('confirmed')
      expect(found.held).toBeLessThanOrEqual(knee)
      expect(found.held).toBeGreaterThan(knee * 0.8)
      expect(found.broke).toMatchObject({ kept: false, broken: ['response p99'] })
      expect(found.trials.slice(-3).map(({ value }) => value)).toEqual(Array(3).fill(found.held))
    },
  )

  it('of a noisy system lies near its knee, whatever the seed', async () => {
    for (let seed = 0; seed < 100; seed++) {
      const { held = 0, trials } = await findHighest(systemOf(500, 0.1, seed)(), LIMITS)
      expect(held).toBeGreaterThan(350)
      expect(held).toBeLessThanOrEqual(550)
      expect(trials.length).toBeLessThanOrEqual(LIMITS.mostTrials)
    }
  })

  it('is the greatest value allowed when nothing breaks', async () => {
    const found = await findHighest(systemOf(1e9)(), LIMITS)
    expect(found).toMatchObject({ held: 100_000, ended: 'at-most', broke: undefined })
  })

  it('is none when nothing is held, when the trials are used up, and when it is stopped', async () => {
    const none = await findHighest(systemOf(0)(), LIMITS)
    expect(none).toMatchObject({ held: undefined, ended: 'nothing-held' })
    const few = await findHighest(systemOf(640)(), { ...LIMITS, mostTrials: 5 })
    expect(few).toMatchObject({ held: undefined, ended: 'out-of-trials' })
    expect(few.trials).toHaveLength(5)
    let asked = 0
    const ended = await findHighest(systemOf(640)(), LIMITS, () => asked++ >= 2)
    expect(ended).toMatchObject({ held: undefined, ended: 'stopped' })
  })
  it('leaves out a run that may not be believed, repeats it, and ends when that may not either', async () => {
    const sound = systemOf(640)()
    let runs = 0
    const sick = async (value: number, invalidAt: (run: number) => boolean): Promise<Trial> => {
      runs++
      const trial = await sound(value)
      return invalidAt(runs) ? { value, kept: false, broken: [], invalid: ['schedule lag'] } : trial
    }
    const once = await findHighest((value) => sick(value, (run) => run === 3), LIMITS)
    expect(once.trials.slice(1, 4).map(({ value }) => value)).toEqual([20, 40, 40])
    expect(once.held).toBeGreaterThan(600)
    runs = 0
    const always = await findHighest((value) => sick(value, () => true), LIMITS)
    expect(always).toMatchObject({ held: undefined, ended: 'not-valid', broke: undefined })
    expect(always.trials.map(({ value }) => value)).toEqual([10, 10])
    runs = 0
    const later = await findHighest((value) => sick(value, (run) => run >= 12), LIMITS)
    expect(later).toMatchObject({ held: undefined, ended: 'not-valid' })
    const [first, second] = later.trials.slice(-2)
    expect(second?.value).toBe(first?.value)
    expect(later.trials.filter(({ kept, value }) => kept && value === first?.value)).toHaveLength(1)
  })

  it('is the highest that could be measured, where what lies above is too much for who measures', async () => {
    const below = await findHighest(measuredUpTo(500, 600), LIMITS)
    expect(below.ended).toBe('not-measured-above')
    expect(below.held).toBeLessThanOrEqual(500)
    expect(below.held).toBeGreaterThan(450)
    expect(below.broke).toBeUndefined()
    expect(below.unmeasured?.value).toBeGreaterThan(500)
    expect(below.unmeasured?.value).toBeLessThan((below.held ?? 0) * 1.06)
    expect(below.trials.slice(-3).map(({ value }) => value)).toEqual(Array(3).fill(below.held))
    const enough = await findHighest(measuredUpTo(500, 400), LIMITS)
    expect(enough).toMatchObject({ ended: 'confirmed', unmeasured: undefined })
    expect(enough.broke?.value).toBeGreaterThan(400)
    expect(enough.broke?.value).toBeLessThan(500)
  })

  it('of a server with one queue lies within a tenth of what queueing theory says', async () => {
    const served = 200
    const limitS = 0.25
    const random = createRandom(1, 'queue')
    const exponential = (rate: number) => -Math.log(1 - random()) / rate
    /** Response times of M/M/1 by Lindley's recursion; the 99th percentile of so many arrivals. */
    const p99 = (rate: number) => {
      let waiting = 0
      const responses = Float64Array.from({ length: 20_000 }, () => {
        const response = waiting + exponential(served)
        waiting = Math.max(0, response - exponential(rate))
        return response
      })
      return percentileOf(responses.toSorted(), 0.99)
    }
    const found = await findHighest(async (value) => {
      const kept = p99(value) < limitS
      return { value, kept, broken: kept ? [] : ['response p99'] }
    }, LIMITS)
    // Responses are exponential with the rate that is left over.
    const expected = served - Math.log(100) / limitS
    expect(found.ended).toBe('confirmed')
    expect(Math.abs((found.held ?? 0) / expected - 1)).toBeLessThan(0.1)
  })

  it('says what each run is for', async () => {
    const purposes: string[] = []
    const sound = systemOf(30)()
    await findHighest(
      (value, purpose) => {
        purposes.push(purpose)
        return sound(value)
      },
      { ...LIMITS, precision: 0.5 },
    )
    // 10, 20, 40 breaks, 30 holds; the gap is narrow.
    expect(purposes).toEqual([
      ...Array(3).fill('growth'),
      'bisection',
      ...Array(3).fill('confirmation'),
    ])
  })
})
