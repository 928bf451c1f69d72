import type { PlannedDisturbance } from '../../../bench/disturbances/run-disturbances.ts'
import { type DisturbedRun, runDisturbed } from '../../../bench/drivers/disturbed.ts'
import { type OpenLoopOptions, runOpenLoop } from '../../../bench/drivers/open-loop.ts'
import type { ToldOperation } from '../../../bench/measure/accounts.ts'
import { APPLIED_ATTRIBUTES, judgeApplied } from '../../../bench/measure/applied.ts'
import type { OpenLoopRun } from '../../../bench/measure/assemble.ts'
import type { LoadResult } from '../../../reports/model/result.ts'
import type { Ground } from './ground.ts'
import { readPeople } from './read-people.ts'
import type { StormPeople } from './storm-people.ts'

interface TrueStorm {
  readonly tenant: string
  /** Accounts that may be asked for. */
  readonly assignment: OpenLoopOptions['assignment']
  readonly disturbances?: readonly PlannedDisturbance[]
}

/** A storm in which something may happen to the system, and how the truth of it is found. */
interface StormTruth {
  drive(options: OpenLoopOptions): Promise<OpenLoopRun>
  /** Once every account can be read again. */
  judge(
    told: ReadonlyMap<number, readonly ToldOperation[]>,
  ): Promise<Pick<LoadResult, 'disturbances' | 'applied'>>
}

/**
 * Drives a storm, and judges whether its requests were applied once and in time, by what the directory itself
 * says before and after. An undisturbed storm is judged late only where all clocks are the run's own: elsewhere
 * the directory's may be minutes off, and a write would be called late for that alone.
 */
export async function stormTruth(
  { system, judge }: Ground,
  people: StormPeople,
  { tenant, assignment, disturbances: planned = [] }: TrueStorm,
): Promise<StormTruth> {
  // Names that nobody has lie behind the accounts.
  const asked = new Set(assignment.account).values()
  const accounts = [...asked].filter((account) => account < people.accounts.length)
  const read = () => readPeople(judge, people, accounts, APPLIED_ATTRIBUTES)
  const before = await read()
  const driven: DisturbedRun[] = []
  return {
    async drive(options) {
      if (system === null) return runOpenLoop(options)
      const disturbed = await runDisturbed({ system, tenant }, planned, options)
      driven.push(disturbed)
      return disturbed.run
    },
    async judge(told) {
      const [disturbed] = driven
      const isOwnTime = planned.length > 0 || system?.isMovable() === true
      const clock = (isOwnTime && disturbed?.clock) || null
      const applied = judgeApplied({ told, clock, before, after: await read() })
      const disturbances = planned.length > 0 ? disturbed?.disturbances : undefined
      return { ...(disturbances && { disturbances: [...disturbances] }), applied }
    },
  }
}
