import type { Clock, Timer } from '../clock.ts'

/** A timer cannot wait for months: looked at twice a day, so that a due rollover is at most half a day late. */
const LOOK_MS = 12 * 60 * 60_000
/** After a rollover that failed: the portal was away, or refused. */
const RETRY_MS = 10 * 60_000

/** Calls `rollOver` when `dueMs` has come, until it succeeds; then waits for the next due time. */
export function startRolloverTimer(
  clock: Clock,
  dueMs: () => number,
  rollOver: () => Promise<unknown>,
) {
  let stopped = false
  let timer: Timer | undefined

  const arm = (delayMs: number) => {
    if (!stopped) timer = clock.setTimeout(look, delayMs)
  }
  const wait = () => arm(Math.min(LOOK_MS, Math.max(0, dueMs() - clock.now())))
  function look() {
    if (clock.now() < dueMs()) wait()
    else void rollOver().then(wait, () => arm(RETRY_MS))
  }
  wait()
  return {
    stop() {
      stopped = true
      timer?.cancel()
    },
  }
}
