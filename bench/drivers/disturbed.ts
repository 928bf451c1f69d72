import { deferred } from '../../harness/target/deferred.ts'
import type { HistoryDisturbance } from '../../reports/model/history.ts'
import type { Disturbed } from '../disturbances/disturbance.ts'
import { type PlannedDisturbance, runDisturbances } from '../disturbances/run-disturbances.ts'
import type { OpenLoopRun } from '../measure/assemble.ts'
import { ClockCourse } from '../measure/clock-course.ts'
import { type OpenLoopOptions, runOpenLoop } from './open-loop.ts'
import { monotonicMs } from './timing.ts'

export interface DisturbedRun {
  readonly run: OpenLoopRun
  /** What was done to the system when, milliseconds from the schedule's start. */
  readonly disturbances: readonly HistoryDisturbance[]
  /** The system's clock in the course of the load. */
  readonly clock: ClockCourse
}

/**
 * Drives an open-loop load while the system is disturbed as planned. Neither is left behind by the other: a
 * load that ends early takes the disturbances back, one that cannot be begun or undone ends the load and
 * rejects.
 */
export async function runDisturbed(
  at: Disturbed,
  planned: readonly PlannedDisturbance[],
  options: OpenLoopOptions,
  drive: (options: OpenLoopOptions) => Promise<OpenLoopRun> = runOpenLoop,
): Promise<DisturbedRun> {
  const started = deferred<number>()
  const over = new AbortController()
  const failed = new AbortController()
  const asked = options.signal === undefined ? [] : [options.signal]
  const early = AbortSignal.any([...asked, over.signal])
  // Of a driver that fails before its start nobody waits for it.
  early.addEventListener('abort', () => started.resolve(monotonicMs()), { once: true })
  const disturb = async () => {
    const startAtMs = await started.promise
    return runDisturbances(at, planned, () => monotonicMs() - startAtMs, { signal: early })
  }
  const disturbing = disturb().catch((error: unknown) => {
    failed.abort()
    throw error
  })
  // Awaited below; the driver may reject first.
  disturbing.catch(() => undefined)
  const clock = new ClockCourse(at.system.time.estimate, monotonicMs)
  try {
    const run = await drive({
      ...options,
      signal: AbortSignal.any([...asked, failed.signal]),
      onStart(startAtMs) {
        clock.begin(startAtMs)
        started.resolve(startAtMs)
      },
    })
    return { run, disturbances: await disturbing, clock }
  } catch (error) {
    over.abort()
    await disturbing
    throw error
  } finally {
    clock.end()
  }
}
