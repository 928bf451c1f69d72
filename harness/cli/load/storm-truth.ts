import type { PlannedDisturbance } from '../../../bench/disturbances/run-disturbances.ts'
import { type DisturbedRun, runDisturbed } from '../../../bench/drivers/disturbed.ts'
import type { OpenLoopOptions } from '../../../bench/drivers/open-loop.ts'
import type { ToldOperation } from '../../../bench/measure/accounts.ts'
import { judgeApplied } from '../../../bench/measure/applied.ts'
import type { OpenLoopRun } from '../../../bench/measure/assemble.ts'
import { watchWrites } from '../../../bench/measure/directory-writes.ts'
import type { LoadResult } from '../../../reports/model/result.ts'
import type { Stage } from '../../target/stage.ts'
import type { StormPeople } from './storm-people.ts'

const READERS = 4

interface TrueStorm {
  readonly tenant: string
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

/** While the directory is away the agent asks again, and rightly so: its writes say nothing then. */
const repeatsWrites = (planned: readonly PlannedDisturbance[]) =>
  planned.some(({ kind }) => kind === 'directory-stopped')

/**
 * Drives a storm, and judges whether its requests were applied once and in time. Writes are counted where a tap
 * reads them. An undisturbed storm is judged where all clocks are the run's own: elsewhere the directory's may
 * be minutes off, and a write would be called late for that alone.
 */
export function stormTruth(
  { system, judge }: Stage,
  { accounts, baseDn }: StormPeople,
  { tenant, disturbances: planned = [] }: TrueStorm,
): StormTruth {
  const countWrites = repeatsWrites(planned) ? null : watchWrites(system)
  const driven: DisturbedRun[] = []
  return {
    async drive(options) {
      const disturbed = await runDisturbed({ system, tenant }, planned, options)
      driven.push(disturbed)
      return disturbed.run
    },
    async judge(told) {
      const [only] = driven
      if (only === undefined) throw new Error('nothing was driven')
      if (planned.length === 0 && !system.isMovable()) return {}
      const { disturbances, clock } = only
      // Names that nobody has lie behind the accounts.
      const somebodys = new Map([...told].filter(([account]) => account < accounts.length))
      const applied = await judgeApplied({
        told: somebodys,
        clock,
        writes: countWrites?.() ?? null,
        read: (account, attributes) =>
          judge.read(baseDn, accounts[account]?.user ?? '', attributes),
        parallel: READERS,
      })
      return { ...(planned.length > 0 && { disturbances: [...disturbances] }), applied }
    },
  }
}
