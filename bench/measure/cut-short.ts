import type { Schedule } from '../workload/schedule.ts'
import type { OpenLoopRun } from './assemble.ts'
import { NOT_NEEDED } from './outcomes.ts'

interface Driven {
  readonly schedule: Schedule
  readonly run: OpenLoopRun
}

/** As if only these had been planned. */
const only = ({ schedule, run }: Driven, kept: (operation: number) => boolean): Driven => {
  const { dispatchedMs, doneMs, outcome } = run.records
  const isKept = (_value: number, operation: number) => kept(operation)
  return {
    schedule: { ...schedule, dueMs: schedule.dueMs.filter(isKept) },
    run: {
      ...run,
      records: {
        dispatchedMs: dispatchedMs.filter(isKept),
        doneMs: doneMs.filter(isKept),
        outcome: outcome.filter(isKept),
      },
    },
  }
}

/**
 * A load that was ended on purpose, as if no more had been planned than what was sent until then:
 * what it did is measured as well as any, and what it was not to do anymore is nobody's failure.
 */
export const cutShort = (schedule: Schedule, run: OpenLoopRun): Driven =>
  only({ schedule, run }, (operation) => !Number.isNaN(run.records.dispatchedMs[operation]))

/** As if the tries had never been planned that nothing made necessary; and how many those were. */
export function withoutNeedless(
  schedule: Schedule,
  run: OpenLoopRun,
): Driven & { readonly needless: number } {
  const { outcome } = run.records
  const needless = outcome.reduce((sum, number) => sum + (number === NOT_NEEDED ? 1 : 0), 0)
  if (needless === 0) return { schedule, run, needless }
  const needed = only({ schedule, run }, (operation) => outcome[operation] !== NOT_NEEDED)
  return { ...needed, needless }
}
