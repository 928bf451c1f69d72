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
  { startAt, signal }: Pick<OpenLoopOptions, 'startAt' | 'signal'>,
  { now, wait }: Time = realTime(signal),
): Promise<void> {
  if (startAt === undefined) return
  for (let leftMs = Number.POSITIVE_INFINITY; leftMs > 0 && signal?.aborted !== true; ) {
    leftMs = startAt - READY_WITHIN_MS - now()
    if (leftMs > 0) await wait(Math.min(leftMs, LONGEST_MS))
  }
}
