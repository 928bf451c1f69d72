import { expect, it } from 'vitest'
import { compressTime } from './compressed-time.ts'

it('holds clocks at so many times real time by small moves, one after the other, until it is stopped', async () => {
  let nowMs = 0
  const moves: number[] = []
  let moving = 0
  let most = 0
  const move = async (toMs: number) => {
    moving++
    most = Math.max(most, moving)
    moves.push(toMs)
    nowMs += 10
    await Promise.resolve()
    moving--
  }
  const wait = async (ms: number) => {
    nowMs += ms
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { estimate, stop } = compressTime(1_000, 60, move, () => nowMs, wait)
  while (moves.length < 5) await new Promise((resolve) => setImmediate(resolve))
  await stop()
  const done = moves.length
  // 25 ms from one to the next, 60 times that in the clocks.
  expect(moves.slice(0, 5)).toEqual([1_000, 2_500, 4_000, 5_500, 7_000])
  expect(estimate()).toBe(1_000 + nowMs * 60)
  expect(most).toBe(1)
  await new Promise((resolve) => setImmediate(resolve))
  expect(moves).toHaveLength(done)
})

it('tells what a move failed of when it is stopped', async () => {
  const { stop } = compressTime(0, 2, () => Promise.reject(new Error('gone')))
  await expect(stop()).rejects.toThrow('gone')
})
