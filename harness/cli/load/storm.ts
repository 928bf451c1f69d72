import { availableParallelism } from 'node:os'
import type { LinkResult, LoadResult } from '../../../reports/model/result.ts'
import { assembleLoad, type OpenLoopRun } from '../../../bench/measure/assemble.ts'
import { cutShort, withoutNeedless } from '../../../bench/measure/cut-short.ts'
import { toldByAccount } from '../../../bench/measure/told.ts'
import type { AccountHistory } from '../../../bench/measure/account-history.ts'
import type { ExecutorSpec } from '../../../bench/drivers/executors/index.ts'
import type { Overflow } from '../../../bench/drivers/dispatcher.ts'
import type { PlannedDisturbance } from '../../../bench/disturbances/run-disturbances.ts'
import { readAccountsBack } from '../../../bench/drivers/final-binds.ts'
import type { OpenLoopOptions } from '../../../bench/drivers/open-loop.ts'
import type { ArrivalKind } from '../../../bench/workload/arrivals/index.ts'
import { type Assignment, assignAccounts } from '../../../bench/workload/assignment.ts'
import { passwordFor } from '../../../bench/workload/passwords.ts'
import { sliceStorm } from '../../../bench/workload/shard.ts'
import { createSchedule, type Schedule } from '../../../bench/workload/schedule.ts'
import type { Stage } from '../../target/stage.ts'
import type { ProcessorCost } from '../costs/processor-cost.ts'
import { awaitStart } from './await-start.ts'
import type { Part } from '../options/part.ts'
import { driveSeen } from './drive-seen.ts'
import type { Ground } from './ground.ts'
import { stormTruth } from './storm-truth.ts'
import { ladderCheck, linkOf } from './storm-link.ts'
import type { StormPeople } from './storm-people.ts'

/** Who resets: each person for themselves, or an administrator for them. */
export type By = 'self-service' | 'administrator'

interface ResetBy {
  readonly tenant: string
  readonly by: By
  /** Of each worker to the portal, at most. */
  readonly connections?: number
}

export interface StormOptions extends Pick<ResetBy, 'tenant' | 'by'> {
  readonly arrivals: ArrivalKind
  readonly ratePerSecond: number
  readonly durationMs: number
  readonly seed: number
  /** Stretches with histograms of their own; default: one. */
  readonly phases?: OpenLoopOptions['phases']
  /** Nobody else asks the portal for anything meanwhile: its own count must agree. */
  readonly alone?: boolean
  /** Of the schedule; default: all of it, at once. */
  readonly part?: Part
}

const IN_FLIGHT_CAP = 500
export const DRAIN_LIMIT_MS = 35_000
const BINDERS = 4

export interface Storm {
  readonly load: LoadResult
  readonly link: LinkResult | undefined
  readonly cost: ProcessorCost
}

/** Makes the storm's people in the directory and lets the tenant know them. */
export async function prepareStorm(stage: Stage, tenant: string, people: StormPeople) {
  await stage.addEntries(people.entries)
  for (const { groupDn, memberDn } of people.memberships) {
    await stage.seed.addMember(groupDn, memberDn)
  }
  await stage.synchronise(tenant, people.accounts)
  await stage.enable(tenant)
}

/** Reads every touched account back by bind: which of its passwords does the directory take? */
export async function readBack(
  { judge }: Pick<Ground, 'judge'>,
  { accounts, passwordSecret }: StormPeople,
  told: Parameters<typeof readAccountsBack>[0],
) {
  // Names that nobody has lie behind the accounts.
  const somebodys = new Map([...told].filter(([account]) => account < accounts.length))
  const binds = async (account: number, generation: number) => {
    const password = passwordFor(passwordSecret, account, generation)
    const verdict = await judge.bind(accounts[account]?.user ?? '', password)
    return verdict.accepted
  }
  return (await readAccountsBack(somebodys, binds, BINDERS)).tally
}

/** What the workers send. An administrator may not reset who is in a protected group. */
export async function executorFor(
  stage: Stage,
  people: StormPeople,
  { by, tenant, connections = IN_FLIGHT_CAP }: ResetBy,
): Promise<{ executor: ExecutorSpec; accounts: number }> {
  const { accounts, resettable, passwordSecret } = people
  const edge = stage.system.edges.portal
  const reach = { edge, connections, timeoutMs: DRAIN_LIMIT_MS, passwordSecret }
  if (by === 'self-service') {
    const options = { ...reach, accounts }
    return { executor: { kind: 'self-service-reset', options }, accounts: accounts.length }
  }
  const users = accounts.slice(0, resettable).map(({ user }) => user)
  const options = { ...reach, users, token: await stage.administratorToken(tenant) }
  return { executor: { kind: 'administrator-reset', options }, accounts: users.length }
}

export const TITLES = {
  'self-service': 'self-service resets',
  administrator: 'administrator’s resets',
} as const satisfies Record<By, string>

/** Open loop: a reset for each due time, heartbeats watched meanwhile, all read back. */
export async function runStorm(
  stage: Stage,
  people: StormPeople,
  options: StormOptions,
  watch: Watch,
): Promise<Storm> {
  const { tenant, arrivals, ratePerSecond, durationMs, seed, by, phases, part } = options
  const { alone = false } = options
  const schedule = createSchedule({ kind: arrivals, ratePerSecond, durationMs, seed })
  const { executor, accounts } = await executorFor(stage, people, options)
  const { dueMs } = schedule
  const whole = { dueMs, ...assignAccounts(dueMs.length, accounts, seed) }
  const assignment = part?.shard === undefined ? whole : sliceStorm(whole, part.shard)
  const scenario = `${TITLES[by]}, ${people.source}`
  return driveStorm(
    stage,
    people,
    {
      tenant,
      scenario,
      schedule: { ...schedule, dueMs: assignment.dueMs },
      assignment,
      executor,
      alone,
      operations: dueMs.length,
      ...(part !== undefined && { part }),
      ...(phases !== undefined && { phases }),
    },
    watch,
  )
}

export type Watch = Pick<OpenLoopOptions, 'signal' | 'onProgress' | 'precise'>

/** A storm of which everything is fixed. */
export interface FixedStorm {
  readonly tenant: string
  /** What reports call it. */
  readonly scenario: string
  readonly schedule: Schedule
  readonly assignment: Assignment
  /** Operation → the one without whose failure it is not sent; -1, or absent: none. */
  readonly follows?: Int32Array
  readonly executor: ExecutorSpec
  readonly phases?: OpenLoopOptions['phases']
  readonly alone?: boolean
  readonly inFlightCap?: number
  readonly overflow?: Overflow
  /** Which part of the whole the schedule is, and when it starts. */
  readonly part?: Part
  /** Of the whole schedule. */
  readonly operations?: number
  /** So many seconds of the roles' clocks pass in one while the storm goes on. Default: 1. */
  readonly compression?: number
  /** The strictest limit that response times are held to. */
  readonly thresholdMs?: number
  /** The phases whose times are judged. Default: all. */
  readonly judgedPhases?: readonly string[]
  /** Aborted: the load ends early, and is measured as far as it went. */
  readonly enough?: AbortSignal
  /** Of loads before on the same accounts, whose generations the assignment goes on from. Default: none. */
  readonly history?: AccountHistory
  /** What happens to the system meanwhile; absent: nothing. */
  readonly disturbances?: readonly PlannedDisturbance[]
  /** Called when the last answer is there, before anything is read back. */
  readonly onDriven?: () => Promise<void>
  /** Sees every operation's fate. */
  readonly onRecords?: (records: OpenLoopRun['records']) => void
}

/** Which of several generators this was. */
const shardOf = (
  { part, operations, schedule }: FixedStorm,
  startedAt: number,
): Pick<LoadResult, 'shard'> =>
  part?.shard === undefined
    ? {}
    : { shard: { ...part.shard, operations: operations ?? schedule.dueMs.length, startedAt } }

const loopOf = (fixed: FixedStorm, watch: Watch): OpenLoopOptions => {
  const { schedule, assignment, follows, executor, phases, enough, part } = fixed
  const signals = [watch.signal, enough].filter((each) => each !== undefined)
  const { inFlightCap = IN_FLIGHT_CAP, overflow = 'queue' } = fixed
  return {
    ...watch,
    signal: AbortSignal.any(signals),
    dueMs: schedule.dueMs,
    assignment,
    ...(follows !== undefined && { follows }),
    executor,
    workers: Math.max(1, availableParallelism() - 1),
    inFlightCap,
    overflow,
    drainLimitMs: DRAIN_LIMIT_MS,
    ...(part?.startAt !== undefined && { startAt: part.startAt }),
    ...(phases !== undefined && { phases }),
  }
}

/** As far as it went, where it had to end early. */
const driven = (
  { enough }: FixedStorm,
  { schedule, run }: Pick<ReturnType<typeof withoutNeedless>, 'schedule' | 'run'>,
) => (enough?.aborted === true ? cutShort(schedule, run) : { schedule, run })

/** Sends what is fixed and measures; reads every account back that the people have. */
export async function driveStorm(
  ground: Ground,
  people: StormPeople,
  fixed: FixedStorm,
  watch: Watch,
): Promise<Storm> {
  const { tenant, scenario, assignment, onDriven, onRecords, thresholdMs } = fixed
  const { compression = 1, alone = false, judgedPhases, history } = fixed
  const loop = loopOf(fixed, watch)
  const truth = await stormTruth(ground, people, fixed)
  await awaitStart(loop)
  const { run, measured, cost, heartbeats, counted } = await driveSeen(
    ground.system,
    { tenant, compression, alone },
    () => truth.drive(loop),
  )
  await onDriven?.()
  onRecords?.(run.records)
  const told = toldByAccount(assignment, run.records)
  const finalBinds = await readBack(ground, people, history?.add(told) ?? told)
  const found = await truth.judge(told)
  const { needless, ...needed } = withoutNeedless(fixed.schedule, run)
  const load = assembleLoad({
    scenario,
    ...driven(fixed, needed),
    inFlightCap: loop.inFlightCap,
    finalBinds,
    heartbeats,
    ...counted,
    ...(thresholdMs !== undefined && { thresholdMs }),
    ...(judgedPhases !== undefined && { judgedPhases }),
  })
  return {
    load: {
      ...load,
      ...found,
      ...(fixed.follows !== undefined && { needlessTries: needless }),
      ...shardOf(fixed, run.startedAt),
      validity: [...load.validity, ...ladderCheck(measured?.unbalanced)],
    },
    link: measured && linkOf(measured, load, compression),
    cost,
  }
}
