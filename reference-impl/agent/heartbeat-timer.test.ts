import { expect, it } from 'vitest'
import { createDrivenClock } from '../clock.ts'
import { startHeartbeat } from './heartbeat-timer.ts'

const EPOCH = 1_795_000_000_000
const PERIOD_MS = 300_000

it('beats once a period, once after a jump over many, and never after stop', async () => {
  const clock = createDrivenClock(EPOCH, () => 0)
  const beats: number[] = []
  const heartbeat = startHeartbeat(
    clock,
    () => PERIOD_MS,
    () => beats.push(clock.now() - EPOCH),
  )
  await clock.stepTo(EPOCH + 3 * PERIOD_MS)
  expect(beats).toEqual([PERIOD_MS, 2 * PERIOD_MS, 3 * PERIOD_MS])
  await clock.jumpTo(EPOCH + 10.5 * PERIOD_MS)
  expect(beats.length).toBe(4)
  await clock.stepTo(EPOCH + 11.5 * PERIOD_MS)
  expect(beats.length).toBe(5)
  heartbeat.stop()
  await clock.stepTo(EPOCH + 20 * PERIOD_MS)
  expect(beats.length).toBe(5)
  clock.stop()
})
