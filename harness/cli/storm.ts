import { availableParallelism } from 'node:os'
import type { LinkResult, LoadResult } from '../../reports/model/result.ts'
import type { ToldOperation } from '../../bench/measure/accounts.ts'
import { assembleLoad, type OpenLoopRun } from '../../bench/measure/assemble.ts'
import { outcomeOf } from '../../bench/measure/outcomes.ts'
import { readAccountsBack } from '../../bench/drivers/final-binds.ts'
import { type OpenLoopOptions, runOpenLoop } from '../../bench/drivers/open-loop.ts'
import type { ArrivalKind } from '../../bench/workload/arrivals/index.ts'
import { type Assignment, assignAccounts } from '../../bench/workload/assignment.ts'
import { passwordFor } from '../../bench/workload/passwords.ts'
import { createSchedule } from '../../bench/workload/schedule.ts'
import { measureLink } from '../target/link-measure.ts'
import type { Stage } from '../target/stage.ts'
import { heartbeatsDuring } from './idle-tenants.ts'
import type { StormPeople } from './storm-people.ts'

export interface StormOptions {
  readonly tenant: string
  readonly arrivals: ArrivalKind
  readonly ratePerSecond: number
  readonly durationMs: number
  readonly seed: number
}

const IN_FLIGHT_CAP = 500
const DRAIN_LIMIT_MS = 35_000
const CONNECTIONS = 64
const BINDERS = 4

export interface Storm {
  readonly load: LoadResult
  readonly link: LinkResult | undefined
  readonly unbalanced: readonly string[]
}

/** Every account that an operation was sent for, with what was told of each attempt. */
function toldByAccount({ records }: OpenLoopRun, { account, generation }: Assignment) {
  const told = new Map<number, ToldOperation[]>()
  for (const [operation, index] of account.entries()) {
    const dispatchedMs = records.dispatchedMs[operation] ?? Number.NaN
    if (Number.isNaN(dispatchedMs)) continue
    const attempts = told.get(index) ?? []
    attempts.push({
      generation: generation[operation] ?? 0,
      outcome: outcomeOf(records.outcome[operation] ?? 0) ?? 'unanswered-at-drain-limit',
      dispatchedMs,
      doneMs: records.doneMs[operation] ?? Number.POSITIVE_INFINITY,
    })
    told.set(index, attempts)
  }
  return told
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

/** Open loop: a self-service reset for each due time, heartbeats watched meanwhile, all read back. */
export async function runStorm(
  stage: Stage,
  people: StormPeople,
  options: StormOptions,
  watch: Pick<OpenLoopOptions, 'signal' | 'onProgress'>,
): Promise<Storm> {
  const { tenant, arrivals, ratePerSecond, durationMs, seed } = options
  const { system } = stage
  const schedule = createSchedule({ kind: arrivals, ratePerSecond, durationMs, seed })
  const assignment = assignAccounts(schedule.dueMs.length, people.accounts.length, seed)
  const drive = () =>
    runOpenLoop({
      ...watch,
      dueMs: schedule.dueMs,
      assignment,
      executor: {
        kind: 'self-service-reset',
        options: {
          edge: system.edges.portal,
          connections: CONNECTIONS,
          timeoutMs: DRAIN_LIMIT_MS,
          accounts: people.accounts,
          passwordSecret: people.passwordSecret,
        },
      },
      workers: Math.max(1, availableParallelism() - 1),
      inFlightCap: IN_FLIGHT_CAP,
      overflow: 'queue',
      drainLimitMs: DRAIN_LIMIT_MS,
    })

  const fromMs = system.time.estimate()
  const tap = system.taps.agentRelay.get(tenant)
  const { run, measured } = await driveMeasured(drive, tap, system.time.estimate, tenant)
  const heartbeats = heartbeatsDuring(system, { fromMs, toMs: system.time.estimate() })
  const { tally: finalBinds } = await readAccountsBack(
    toldByAccount(run, assignment),
    async (account, generation) => {
      const password = passwordFor(people.passwordSecret, account, generation)
      const verdict = await stage.judge.bind(people.accounts[account]?.user ?? '', password)
      return verdict.accepted
    },
    BINDERS,
  )
  const load = assembleLoad({
    scenario: `${people.accounts.length} people, self-service resets, ${people.source}`,
    schedule,
    run,
    inFlightCap: IN_FLIGHT_CAP,
    finalBinds,
    heartbeats,
  })
  const intervals = measured?.link.intervals.map((interval, index) => ({
    ...interval,
    operations: load.intervals[index]?.completed ?? 0,
  }))
  return {
    load,
    link: measured && { ...measured.link, intervals: intervals ?? [] },
    unbalanced: measured?.unbalanced ?? [],
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
