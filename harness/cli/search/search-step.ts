import type { ValidityCheck } from '../../../reports/model/validity-check.ts'
import type { AccountHistory } from '../../../bench/measure/account-history.ts'
import { judgeStep, type Step } from '../../../bench/search/judge-step.ts'
import {
  judgedPhasesOf,
  STEP_PHASES,
  stepDurationMs,
  strictestResponseMs,
  WARM_UP_MS,
} from '../../../bench/search/search-limits.ts'
import type { Threshold } from '../../../bench/thresholds/grammar.ts'
import { brokenNow } from '../../../bench/thresholds/live.ts'
import { type Assignment, assignAccounts } from '../../../bench/workload/assignment.ts'
import { createSchedule } from '../../../bench/workload/schedule.ts'
import type { ExecutorSpec } from '../../../bench/drivers/executors/index.ts'
import type { Ground } from '../load/ground.ts'
import { driveStorm, type Storm, type Watch } from '../load/storm.ts'
import type { StormPeople } from '../load/storm-people.ts'

/** What all steps of a search have in common. */
export interface SearchOn {
  readonly ground: Ground
  readonly people: StormPeople
  readonly tenant: string
  /** What so many operations are sent by, and to how many of the people. */
  executorOf(operations: number): Promise<{ executor: ExecutorSpec; accounts: number }>
  readonly thresholds: readonly Threshold[]
  /** A step lasts at least so long after its warm-up. */
  readonly leastStepMs: number
  readonly seed: number
  readonly history: AccountHistory
  /** Of the passwords that the first step sets; what came before it used those below. */
  readonly firstGeneration: number
  /** What came of the known server: a driver that cannot tell it has not measured a step either. */
  readonly calibration: ValidityCheck
  readonly signal: AbortSignal
  readonly precise: boolean
}

export interface StepAsked {
  readonly ratePerSecond: number
  /** Counts from 1; each step falls due in its own way. */
  readonly number: number
  /** What reports call it. */
  readonly title: string
  /** Operations of the steps before. */
  readonly before: number
}

/** More than a slow system needs in flight at a rate that it keeps; fewer would be what is measured. */
export const CONNECTIONS = 256
const IN_FLIGHT_AT_LEAST = 500
/** Of the warm-up: before so much of a step has passed, none is given up. */
const JUDGED_FROM = 2.5

/**
 * Goes on round the accounts where the step before ended, with passwords that none has used: nobody's turn
 * comes again before everybody's, so that no one-time code is asked for twice.
 */
export function goneOn(
  { operations, accounts, seed }: { operations: number; accounts: number; seed: number },
  { before, firstGeneration }: { before: number; firstGeneration: number },
): Assignment {
  const { account, generation } = assignAccounts(before + operations, accounts, seed)
  return {
    account: account.slice(before),
    generation: generation.slice(before).map((each) => each + firstGeneration - 1),
  }
}

const PHASES = STEP_PHASES.map((name, index) => ({ name, fromMs: index * WARM_UP_MS }))

/** Runs the load at one rate: a step ends early when it is certain that it breaks, and drains. */
export async function runStep(
  on: SearchOn,
  { ratePerSecond, number, title, before }: StepAsked,
): Promise<{ step: Step; operations: number } & Storm> {
  const { ground, people, tenant, thresholds, history, firstGeneration, calibration } = on
  const seed = on.seed + number
  const durationMs = stepDurationMs(ratePerSecond, on.leastStepMs, thresholds)
  const schedule = createSchedule({ kind: 'poisson', ratePerSecond, durationMs, seed })
  const { dueMs } = schedule
  const { executor, accounts } = await on.executorOf(dueMs.length)
  const enough = new AbortController()
  const onProgress: Watch['onProgress'] = ({ sent, records }) => {
    if ((dueMs[sent - 1] ?? 0) < WARM_UP_MS * JUDGED_FROM) return
    if (brokenNow(thresholds, { dueMs, phases: PHASES, records }).length > 0) enough.abort()
  }
  const thresholdMs = strictestResponseMs(thresholds)
  const storm = await driveStorm(
    ground,
    people,
    {
      tenant,
      scenario: title,
      schedule,
      assignment: goneOn(
        { operations: dueMs.length, accounts, seed: on.seed },
        { before, firstGeneration },
      ),
      executor,
      phases: PHASES,
      judgedPhases: judgedPhasesOf(thresholds),
      alone: true,
      // Arrivals never wait for the driver: how many are in flight is what an overload shows.
      inFlightCap: Math.max(IN_FLIGHT_AT_LEAST, dueMs.length),
      history,
      enough: enough.signal,
      ...(thresholdMs !== undefined && { thresholdMs }),
    },
    { signal: on.signal, precise: on.precise, onProgress },
  )
  const { load, link } = storm
  const believed = { ...load, validity: [calibration, ...load.validity] }
  const step = judgeStep(ratePerSecond, { load: believed, link }, thresholds)
  return { ...storm, step, operations: dueMs.length }
}
