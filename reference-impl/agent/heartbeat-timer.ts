import type { Clock, Timer } from '../clock.ts'

/**
 * Beats every period of the clock, counted from the first beat: a late timer does not shift the next
 * (PWB-MSG-3). After a jump over several periods it beats once.
 */
export function startHeartbeat(clock: Clock, periodMs: () => number, beat: () => void) {
  let dueMs = clock.now()
  let timer: Timer

  const arm = () => {
    dueMs += periodMs()
    const now = clock.now()
    if (dueMs <= now) dueMs = now + periodMs()
    timer = clock.setTimeout(() => {
      beat()
      arm()
    }, dueMs - now)
  }
  arm()
  return { stop: () => timer.cancel() }
}
