import { expect, it } from 'vitest'
import { evenly } from './bw-mix.ts'
import { atPace } from './bw-rates.ts'

const paced = (...begun: readonly number[]) => {
  const left = [...begun]
  return async () => ({ begunPerSecond: left.shift() ?? 0, donePerSecond: 100 })
}

it('a rate that the harness kept at last is judged, one that it never kept is not proven', async () => {
  expect(await atPace(100, paced(21, 30), 0)).toMatchObject({ begunPerSecond: 30 })
  await expect(atPace(100, paced(21, 12, 20, 20, 29.9, 100), 0)).rejects.toThrow(
    /100 operations a second were not begun, only 21\.0, 12\.0, 20\.0, 20\.0, 29\.9/,
  )
})

it('the pace is that of what was begun: waiting for the last answer is no part of it', async () => {
  const hold = 800
  const { begunPerSecond, done } = await evenly(5, 20, async (index) => {
    await new Promise((resolve) => setTimeout(resolve, index === 4 ? hold : 0))
    return index
  })
  expect(done).toEqual([0, 1, 2, 3, 4])
  // 6 a second, had the wait counted.
  expect(begunPerSecond).toBeGreaterThan(8)
})
