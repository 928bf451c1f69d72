import { describe, expect, it } from 'vitest'
import { createRandom } from '../workload/random.ts'
import { judgeChange, roundsNeeded } from './change.ts'
import { rankTest } from './rank-test.ts'

const ROUNDS = 10
const LOOKS = 9

/** Rounds around a median with some noise, now and then disturbed by a neighbour. */
const roundsAt = (ns: number, seed: number, noise = 0.02) => {
  const random = createRandom(seed, 'rounds')
  return Array.from({ length: ROUNDS }, () => {
    const disturbed = random() < 0.1 ? 1.5 : 1
    return ns * disturbed * (1 + noise * (random() - 0.5))
  })
}

const steps = (from: number, by: number) =>
  Array.from({ length: ROUNDS }, (_, index) => from + index * by)

describe('rank test', () => {
  it.each([
    [[1, 2, 3], [4, 5, 6], 0.1],
    [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], 2 / 252],
    [[1, 3, 5], [2, 4, 6], 0.7],
    [[1, 1, 1], [1, 1, 1], 1],
    [[], [1], 1],
  ])('of %j and %j is exact', (a, b, probability) => {
    expect(rankTest(a, b)).toBeCloseTo(probability, 10)
    expect(rankTest(b, a)).toBeCloseTo(probability, 10)
  })
})

describe('a difference between builds', () => {
  it('is not claimed between a build and itself', () => {
    const verdicts = Array.from(
      { length: 200 },
      (_, seed) =>
        judgeChange(roundsAt(1_000, 2 * seed), roundsAt(1_000, 2 * seed + 1), LOOKS).verdict,
    )
    expect(verdicts.filter((verdict) => verdict !== '~')).toEqual([])
  })

  it('is claimed for a copy that is slower, and told as faster the other way round', () => {
    const [slow, usual] = [roundsAt(1_150, 1), roundsAt(1_000, 2)]
    expect(judgeChange(slow, usual, LOOKS)).toMatchObject({ verdict: 'slower' })
    expect(judgeChange(usual, slow, LOOKS)).toMatchObject({ verdict: 'faster' })
    expect(judgeChange(slow, usual, LOOKS).share).toBeCloseTo(0.15, 1)
  })

  it('is not claimed when it is significant, but smaller than the noise or than 2 %', () => {
    const small = judgeChange(steps(1_010, 0.1), steps(1_000, 0.1), LOOKS)
    expect(small.probability).toBeLessThan(0.001)
    expect(small.verdict).toBe('~')
    const noisy = judgeChange(steps(1_181, 30), steps(1_000, 30), LOOKS)
    expect(noisy.probability).toBeLessThan(0.005)
    expect(noisy.verdict).toBe('~')
    expect(noisy.share).toBeLessThan(noisy.limit)
  })

  it('takes so many rounds that it can be claimed at all', () => {
    expect(roundsNeeded(1)).toBe(4)
    expect(roundsNeeded(LOOKS)).toBe(6)
  })
})
