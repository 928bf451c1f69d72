import { setTimeout as sleep } from 'node:timers/promises'
import { formatMs } from '../../../reports/model/units.ts'
import { Unsupported } from '../errors.ts'
import type { SystemTime } from './system-time.ts'

/**
 * The time of parts whose clocks nobody moves: what is to pass is waited for, up to `limitMs` at once. A wait that
 * is longer, or a clock that is to be off, is `Unsupported`, with how long it would take.
 */
export function createRealTime(
  limitMs: number,
  wait: (ms: number) => Promise<unknown> = sleep,
): SystemTime {
  const pass = async (ms: number) => {
    if (ms > limitMs) {
      throw new Unsupported(
        'system',
        `in real time this takes ${formatMs(ms)} at once, and --real-limit allows ${formatMs(limitMs)}`,
      )
    }
    await wait(Math.max(0, ms))
  }
  return {
    now: () => Promise.resolve(Date.now()),
    estimate: Date.now,
    step: pass,
    jump: pass,
    // Nothing was moved: what came due came due long ago.
    drained: () => Promise.resolve(),
    slow: (role) =>
      Promise.reject(new Unsupported(role, 'its clock cannot be made slow where time is real')),
    compress: () =>
      Promise.reject(new Unsupported('system', 'its time cannot be compressed where it is real')),
  }
}
