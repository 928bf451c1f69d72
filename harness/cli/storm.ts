import { availableParallelism } from 'node:os'
import type { LinkResult, LoadResult } from '../../reports/model/result.ts'
import {
  assembleLoad,
  type LoadToAssemble,
  type OpenLoopRun,
} from '../../bench/measure/assemble.ts'
import { toldByAccount } from '../../bench/measure/told.ts'
import type { ExecutorSpec } from '../../bench/drivers/executors/index.ts'
import type { Overflow } from '../../bench/drivers/dispatcher.ts'
import { readAccountsBack } from '../../bench/drivers/final-binds.ts'
import { type OpenLoopOptions, runOpenLoop } from '../../bench/drivers/open-loop.ts'
import type { ArrivalKind } from '../../bench/workload/arrivals/index.ts'
import { type Assignment, assignAccounts } from '../../bench/workload/assignment.ts'
import { passwordFor } from '../../bench/workload/passwords.ts'
import { sliceStorm } from '../../bench/workload/shard.ts'
import { createSchedule, type Schedule } from '../../bench/workload/schedule.ts'
import { measureLink } from '../target/link-measure.ts'
import type { Stage } from '../target/stage.ts'
import { heartbeatsDuring } from './idle-tenants.ts'
import { type ProcessorCost, withProcessorCost } from './processor-cost.ts'
import type { Part } from './part.ts'
import type { StormPeople } from './storm-people.ts'

export interface StormOptions {
  readonly tenant: string
  readonly arrivals: ArrivalKind
  readonly ratePerSecond: number
  readonly durationMs: number
  readonly seed: number
  /** Who resets: each person for themselves, or an administrator for them. */
  readonly by: 'self-service' | 'administrator'
  /** Stretches with histograms of their own; default: one. */
  readonly phases?: LoadToAssemble['phases']
  /** Of the schedule; default: all of it, at once. */
  readonly part?: Part
}

const IN_FLIGHT_CAP = 500
export const DRAIN_LIMIT_MS = 35_000
export const CONNECTIONS = 64
const BINDERS = 4

export interface Storm {
  readonly load: LoadResult
  readonly link: LinkResult | undefined
  readonly cost: ProcessorCost
}

/** A link whose layers do not add up was not measured (PWB-BW-5): the run is then not valid. */
const ladderCheck = (unbalanced: readonly string[] | undefined): LoadResult['validity'] =>
  unbalanced === undefined
    ? []
    : [
        {
          name: 'ladder of the agent’s link',
          ok: unbalanced.length === 0,
          observed: unbalanced.length === 0 ? 'the layers add up' : unbalanced.join('; '),
          limit: 'every layer reconciles by formula',
        },
      ]

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
  stage: Stage,
  { accounts, passwordSecret }: StormPeople,
  told: Parameters<typeof readAccountsBack>[0],
) {
  const binds = async (account: number, generation: number) => {
    const password = passwordFor(passwordSecret, account, generation)
    const verdict = await stage.judge.bind(accounts[account]?.user ?? '', password)
    return verdict.accepted
  }
  return (await readAccountsBack(told, binds, BINDERS)).tally
}

/** What the workers send. An administrator may not reset who is in a protected group. */
async function executorFor(
  stage: Stage,
  people: StormPeople,
  { by, tenant }: StormOptions,
): Promise<{ executor: ExecutorSpec; accounts: number }> {
  const { accounts, resettable, passwordSecret } = people
  const edge = stage.system.edges.portal
  const reach = { edge, connections: CONNECTIONS, timeoutMs: DRAIN_LIMIT_MS, passwordSecret }
  if (by === 'self-service') {
    const options = { ...reach, accounts }
    return { executor: { kind: 'self-service-reset', options }, accounts: accounts.length }
  }
  const users = accounts.slice(0, resettable).map(({ user }) => user)
  const options = { ...reach, users, token: await stage.administratorToken(tenant) }
  return { executor: { kind: 'administrator-reset', options }, accounts: users.length }
}

const TITLES = {
  'self-service': 'self-service resets',
  administrator: 'administrator’s resets',
} as const

/** Open loop: a reset for each due time, heartbeats watched meanwhile, all read back. */
export async function runStorm(
  stage: Stage,
  people: StormPeople,
  options: StormOptions,
  watch: Watch,
): Promise<Storm> {
  const { tenant, arrivals, ratePerSecond, durationMs, seed, by, phases, part } = options
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
      operations: dueMs.length,
      ...(part !== undefined && { part }),
      ...(phases !== undefined && { phases }),
    },
    watch,
  )
}

export type Watch = Pick<OpenLoopOptions, 'signal' | 'onProgress'>

/** A storm of which everything is fixed. */
export interface FixedStorm {
  readonly tenant: string
  /** What reports call it. */
  readonly scenario: string
  readonly schedule: Schedule
  readonly assignment: Assignment
  readonly executor: ExecutorSpec
  readonly phases?: LoadToAssemble['phases']
  readonly inFlightCap?: number
  readonly overflow?: Overflow
  /** Which part of the whole the schedule is, and when it starts. */
  readonly part?: Part
  /** Of the whole schedule. */
  readonly operations?: number
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

/** Sends what is fixed and measures; reads every account back that the people have. */
export async function driveStorm(
  stage: Stage,
  people: StormPeople,
  fixed: FixedStorm,
  watch: Watch,
): Promise<Storm> {
  const { system } = stage
  const { tenant, scenario, schedule, assignment, executor, phases, onDriven, onRecords } = fixed
  const { inFlightCap = IN_FLIGHT_CAP, overflow = 'queue', part } = fixed
  const drive = () =>
    runOpenLoop({
      ...watch,
      dueMs: schedule.dueMs,
      assignment,
      executor,
      workers: Math.max(1, availableParallelism() - 1),
      inFlightCap,
      overflow,
      drainLimitMs: DRAIN_LIMIT_MS,
      ...(part?.startAt !== undefined && { startAt: part.startAt }),
    })

  const fromMs = system.time.estimate()
  const tap = system.taps.agentRelay.get(tenant)
  const { value, cost } = await withProcessorCost(system, () =>
    driveMeasured(drive, tap, system.time.estimate, tenant),
  )
  const { run, measured } = value
  const heartbeats = heartbeatsDuring(system, { fromMs, toMs: system.time.estimate() })
  await onDriven?.()
  onRecords?.(run.records)
  const told = toldByAccount(assignment, run.records)
  // Names that nobody has lie behind the accounts.
  for (const account of told.keys()) if (account >= people.accounts.length) told.delete(account)
  const finalBinds = await readBack(stage, people, told)
  const load = assembleLoad({
    scenario,
    schedule,
    run,
    inFlightCap,
    finalBinds,
    heartbeats,
    ...(phases !== undefined && { phases }),
  })
  const intervals = measured?.link.intervals.map((interval, index) => ({
    ...interval,
    operations: load.intervals[index]?.completed ?? 0,
  }))
  return {
    load: {
      ...load,
      ...shardOf(fixed, run.startedAt),
      validity: [...load.validity, ...ladderCheck(measured?.unbalanced)],
    },
    link: measured && { ...measured.link, intervals: intervals ?? [] },
    cost,
  }
}

async function driveMeasured(
  drive: () => Promise<OpenLoopRun>,
  tap: Parameters<typeof measureLink>[1] | undefined,
  now: () => number,
  tenant: string,
) {
  if (tap === undefined) return { run: await drive(), measured: undefined }
  const runs: OpenLoopRun[] = []
  const measured = await measureLink(`agent-relay, tenant ${tenant}`, tap, now, async () => {
    const run = await drive()
    runs.push(run)
    return run.completed
  })
  const [run] = runs
  if (run === undefined) throw new Error('the load gave no result')
  return { run, measured }
}
