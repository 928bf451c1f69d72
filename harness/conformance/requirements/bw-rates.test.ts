import { expect, it } from 'vitest'
import { ratePerSecond } from './bw-mix.ts'
import { atPace } from './bw-rates.ts'

const paced = (...begun: readonly number[]) => {
  const left = [...begun]
  return async () => ({ begunPerSecond: left.shift() ?? 0 })
}

it('a rate that the load kept at last is judged, one that it never kept is not proven', async () => {
  expect(await atPace(100, paced(30, 89.9, 90), 0)).toMatchObject({ begunPerSecond: 90 })
  await expect(atPace(100, paced(61, 72, 80, 80, 89.9, 100), 0)).rejects.toThrow(
    /100 operations a second were not begun, only 61\.0, 72\.0, 80\.0, 80\.0, 89\.9/,
  )
})

it('the pace is that from the first to the last, in whatever order they are told', () => {
  expect(ratePerSecond([0, 20, 10, 30])).toBeCloseTo(100)
  expect(ratePerSecond([5])).toBe(Number.POSITIVE_INFINITY)
})

it('a load of which one operation was never begun has no pace, and is not judged', async () => {
  const begunPerSecond = ratePerSecond([0, Number.NaN, 20])
  await expect(atPace(100, async () => ({ begunPerSecond }), 0)).rejects.toThrow('only NaN')
})
