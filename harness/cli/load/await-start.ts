import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenLoopOptions } from '../../../bench/drivers/open-loop.ts'

/** For a generator's threads to start; the driver says so when it was not enough. */
export const READY_WITHIN_MS = 5_000
/** What a timer of Node can wait. */
const LONGEST_MS = 2 ** 31 - 1

interface Time {
  now(): number
  wait(ms: number): Promise<unknown>
}

const realTime = (signal: AbortSignal | undefined): Time => ({
  now: Date.now,
  wait: (ms) => sleep(ms, undefined, { ...(signal && { signal }) }).catch(() => undefined),
})

/**
 * Waits until shortly before `startAt` (milliseconds since the epoch). Nothing of a load has begun then: time that is
 * compressed, a link that is measured and processor time that is counted begin with the load, not with the wait for it.
 * Ends early when `signal` is aborted.
 */
export async function awaitStart(
  load: Pick<OpenLoopOptions, 'startAt' | 'signal'>,
  time: Time = realTime(load.signal),
): Promise<void> {
  const { startAt = 0, signal } = load
  const leftMs = startAt - READY_WITHIN_MS - time.now()
  if (leftMs <= 0 || signal?.aborted === true) return
  await time.wait(Math.min(leftMs, LONGEST_MS))
  await awaitStart(load, time)
}
