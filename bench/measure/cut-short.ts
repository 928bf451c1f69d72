import type { Schedule } from '../workload/schedule.ts'
import type { OpenLoopRun } from './assemble.ts'

/**
 * A load that was ended on purpose, as if no more had been planned than what was sent until then:
 * what it did is measured as well as any, and what it was not to do anymore is nobody's failure.
 */
export function cutShort(
  schedule: Schedule,
  run: OpenLoopRun,
): { schedule: Schedule; run: OpenLoopRun } {
  const { dispatchedMs, doneMs, outcome } = run.records
  const sent = (_value: number, operation: number) => !Number.isNaN(dispatchedMs[operation])
  return {
    schedule: { ...schedule, dueMs: schedule.dueMs.filter(sent) },
    run: {
      ...run,
      records: {
        dispatchedMs: dispatchedMs.filter(sent),
        doneMs: doneMs.filter(sent),
        outcome: outcome.filter(sent),
      },
    },
  }
}
