import { expect, it } from 'vitest'
import { createRealTime } from './real-time.ts'

const MINUTE_MS = 60_000

it('waits for what is to pass, up to the limit', async () => {
  const waited: number[] = []
  const time = createRealTime(MINUTE_MS, (ms) => Promise.resolve(waited.push(ms)))
  await time.step(31_000)
  await time.jump(MINUTE_MS)
  expect(waited).toEqual([31_000, MINUTE_MS])
  await expect(time.step(MINUTE_MS + 1)).rejects.toThrow(/takes 60.0 s.*--real-limit allows 60 s/)
  expect(waited).toHaveLength(2)
})

it('makes no clock slow', async () => {
  await expect(createRealTime(MINUTE_MS).slow('agent', 1)).rejects.toThrow(/agent.*slow/)
})
