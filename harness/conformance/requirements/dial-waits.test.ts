import { expect, it } from 'vitest'
import { areAlike, leastOf, shareAlike } from './dial-waits.ts'

const SAME = [200, 400, 800]
const LATE = [200, 470, 800]
const JITTERED = [
  [110, 300, 500],
  [190, 390, 790],
  [150, 210, 640],
]

it('takes the least of each place, as far as every round goes', () => {
  expect(
    leastOf([
      [200, 500],
      [210, 400, 800],
    ]),
  ).toEqual([200, 400])
})

it('tells how many waits are alike', () => {
  expect(shareAlike([SAME, SAME, SAME])).toBe(1)
  expect(shareAlike([SAME, SAME, LATE])).toBeCloseTo(5 / 6)
  expect(shareAlike(JITTERED)).toBe(0)
  expect(shareAlike([[], []])).toBe(0)
})

it.each([
  ['all the same', [SAME, SAME, SAME], true],
  ['some of them late', [SAME, LATE, LATE], true],
  ['most of them late', [SAME, [290, 470, 800], [290, 470, 900]], false],
  ['jitter', JITTERED, false],
  ['a single wait', [[200], [200], [200]], false],
  ['no waits', [[], [], []], false],
] as const)('%s', (_, rounds, alike) => {
  expect(areAlike(rounds)).toBe(alike)
})
