import type { PlannedDisturbance } from '../../../bench/disturbances/run-disturbances.ts'
import { type DisturbedRun, runDisturbed } from '../../../bench/drivers/disturbed.ts'
import { type OpenLoopOptions, runOpenLoop } from '../../../bench/drivers/open-loop.ts'
import type { ToldOperation } from '../../../bench/measure/accounts.ts'
import {
  APPLIED_ATTRIBUTES,
  type AppliedOptions,
  judgeApplied,
} from '../../../bench/measure/applied.ts'
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

/** `aheadMs` is known to a second. */
const KNOWN_TO_MS = 1_000

/** The directory's clock in the course of a load that started then, milliseconds since the epoch; it is not moved. */
const directoryCourse = (
  startedAt: number,
  aheadMs: number | undefined,
): AppliedOptions['clock'] =>
  aheadMs === undefined ? null : { atMost: (ms) => startedAt + ms + aheadMs + KNOWN_TO_MS }

/**
 * Drives a storm, and judges whether its requests were applied once and in time, by what the directory itself
 * says before and after. Where clocks are not the run's own, the directory's may be minutes off: in time is then
 * by the time that it tells, and a directory that tells none is not judged for it.
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
  const isOwnTime = system?.isMovable() === true
  const aheadMs = isOwnTime ? undefined : await judge.aheadMs()
  const driven: (Pick<DisturbedRun, 'run'> & Partial<DisturbedRun>)[] = []
  return {
    async drive(options) {
      const disturbed =
        system === null
          ? { run: await runOpenLoop(options) }
          : await runDisturbed({ system, tenant }, planned, options)
      driven.push(disturbed)
      return disturbed.run
    },
    async judge(told) {
      const [only] = driven
      if (only === undefined) throw new Error('nothing was driven')
      const clock = isOwnTime ? only.clock : directoryCourse(only.run.startedAt, aheadMs)
      const applied = judgeApplied({ told, clock: clock ?? null, before, after: await read() })
      const disturbances = planned.length > 0 ? only.disturbances : undefined
      return { ...(disturbances && { disturbances: [...disturbances] }), applied }
    },
  }
}
