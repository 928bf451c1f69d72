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

interface DisturbedStorm {
  readonly tenant: string
  readonly disturbances?: readonly PlannedDisturbance[]
}

/** A storm in which something happens to the system, and how the truth of it is found. */
interface Disturbing {
  drive(options: OpenLoopOptions): Promise<OpenLoopRun>
  /** Once every account can be read again. */
  judge(
    told: ReadonlyMap<number, readonly ToldOperation[]>,
  ): Promise<Pick<LoadResult, 'disturbances' | 'applied'>>
}

/** While the directory is away the agent asks again, and rightly so: its writes say nothing then. */
const repeatsWrites = (planned: readonly PlannedDisturbance[]) =>
  planned.some(({ kind }) => kind === 'directory-stopped')

/** Undefined: nothing happens to the system. */
export function disturbedStorm(
  { system, judge }: Stage,
  { accounts, baseDn }: StormPeople,
  { tenant, disturbances: planned = [] }: DisturbedStorm,
): Disturbing | undefined {
  if (planned.length === 0) return undefined
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
      const { disturbances, clock } = only
      // Names that nobody has lie behind the accounts.
      const somebodys = new Map([...told].filter(([account]) => account < accounts.length))
      const applied = await judgeApplied({
        told: somebodys,
        clock,
        writes: countWrites?.() ?? null,
        read: (account, attributes) =>
          judge.read(baseDn, accounts[account]?.user ?? '', attributes),
      })
      return { disturbances: [...disturbances], applied }
    },
  }
}
