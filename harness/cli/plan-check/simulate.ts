import { setTimeout as sleep } from 'node:timers/promises'
import type { OperationRecords } from '../../../bench/measure/records.ts'
import { passwordFor } from '../../../bench/workload/passwords.ts'
import { compileStorm, type CompiledStorm } from '../../../bench/workload/scenario/compile.ts'
import { loadScenario } from '../../../bench/workload/scenario/load.ts'
import type { Ladder, LinkResult, LoadResult } from '../../../reports/model/result.ts'
import type { Workforce } from '../../../reports/plan/workforce.ts'
import { measureLink } from '../../target/link-measure.ts'
import type { Stage } from '../../target/stage.ts'
import { ladderBetween } from '../../wire/counting/ladder.ts'
import type { Tap } from '../../wire/tap.ts'
import { stormPlan } from '../run/load-plans.ts'
import type { Run } from '../run/run.ts'
import { runScenarioStorm } from '../load/scenario-storm.ts'
import { stormReach } from '../load/storm-tokens.ts'
import { prepareStorm } from '../load/storm.ts'
import { gatherPeople, type StormPeople } from '../load/storm-people.ts'
import { BUSY_TENANT, SILENT_TENANT, tapOf, tenantsOf } from './base.ts'
import { filesOf, PLAN_CASES, type PlanCase, type PlanCaseName } from './cases.ts'
import {
  busiestWindow,
  countSilenced,
  promptness,
  sentOf,
  type Silenced,
  type Stretch,
} from './count.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
/** Until workers stand ready. */
const LEAD_MS = 3_000

/** What happened when a plan was lived through; times of the scenario. */
export interface Observed {
  readonly load: LoadResult
  readonly compression: number
  readonly operations: number
  /** Sent in the busiest hour. */
  readonly busiestHour: number
  /** What the agent's link carried meanwhile; absent: the scenario is shorter than an hour. */
  readonly busiestLadder?: Ladder
  /** The busy link and the silent one, over the whole of it. */
  readonly busy: LinkResult
  readonly silent: LinkResult
  /** So many seconds of the clocks passed in one while the silent link was counted. */
  readonly silentCompression: number
  readonly silenced?: Silenced
}

/** Resolves when so many milliseconds of the load have passed. */
const untilLoad = (startAt: number, ms: number, signal: AbortSignal) =>
  sleep(Math.max(0, startAt + ms - Date.now()), undefined, { signal })

async function ladderDuring(tap: Tap, { fromMs, toMs }: Stretch, startAt: number, run: Run) {
  await untilLoad(startAt, fromMs, run.signal)
  const before = await tap.measure()
  await untilLoad(startAt, toMs, run.signal)
  return ladderBetween(before, await tap.measure())
}

/** Holds all bytes of the link, so that nobody hears from the agent, and it from nobody. */
async function silence(tap: Tap, { fromMs, toMs }: Stretch, startAt: number, run: Run) {
  await untilLoad(startAt, fromMs, run.signal)
  const held = tap.hold('both')
  try {
    await untilLoad(startAt, toMs, run.signal)
  } finally {
    held.release()
  }
}

/** Whether the directory has the password that an operation set. */
const appliedIn =
  ({ judge }: Stage, { accounts, passwordSecret }: StormPeople, storm: CompiledStorm) =>
  async (operation: number) => {
    const account = storm.account[operation] ?? 0
    const password = passwordFor(passwordSecret, account, storm.generation[operation] ?? 0)
    return (await judge.bind(accounts[account]?.user ?? '', password)).accepted
  }

const silentStretch = (
  { silentFromMin }: PlanCase,
  { agentDownMinutes }: Workforce,
  compression: number,
): Stretch | undefined => {
  if (silentFromMin === undefined) return undefined
  const fromMs = (silentFromMin * MINUTE_MS) / compression
  return { fromMs, toMs: fromMs + (agentDownMinutes * MINUTE_MS) / compression }
}

async function prepared(name: PlanCaseName, run: Run, faults: Parameters<typeof stormPlan>[0]) {
  const loaded = await loadScenario(filesOf(name).scenario)
  const { seed, population } = loaded.scenario
  const people = await gatherPeople({ people: population.people, seed })
  const storm = compileStorm(loaded, {
    seed,
    ordinary: people.resettable,
    people: people.accounts.length,
  })
  const stage = await run.stage({
    ...stormPlan(faults, tenantsOf(people.baseDn)),
    name: `plan-${name}`,
  })
  await prepareStorm(stage, BUSY_TENANT, people)
  await stage.enable(SILENT_TENANT)
  return { scenario: loaded.scenario, people, storm, stage }
}

/** Lives through a plan on a system of its own. */
export async function simulate(
  name: PlanCaseName,
  workforce: Workforce,
  run: Run,
  faults: Parameters<typeof stormPlan>[0],
): Promise<Observed> {
  const { scenario, people, storm, stage } = await prepared(name, run, faults)
  const { compression, dueMs, durationMs } = storm
  const hourMs = HOUR_MS / compression
  const busiest = busiestWindow(dueMs, hourMs)
  const quiet = silentStretch(PLAN_CASES[name], workforce, compression)
  const tap = tapOf(stage, BUSY_TENANT)
  const now = stage.system.time.estimate
  const seen: OperationRecords[] = []
  run.say(
    `${PLAN_CASES[name].title}: ${dueMs.length} operations, ${durationMs / 1000} s, compressed ${compression} times`,
  )
  const reach = await stormReach(stage, BUSY_TENANT, people, storm)
  const fromMs = now()
  let lived: Awaited<ReturnType<typeof runScenarioStorm>> | undefined
  let ladder: Ladder | undefined
  const silent = await measureLink('silent link', tapOf(stage, SILENT_TENANT), now, async () => {
    const startAt = Date.now() + LEAD_MS
    const living = runScenarioStorm(
      stage,
      people,
      {
        tenant: BUSY_TENANT,
        reach,
        scenario,
        storm,
        part: { startAt },
        operations: dueMs.length,
        disturbances: [],
        onRecords: (records) => seen.push(records),
      },
      { signal: run.signal, precise: false },
      run.say,
    )
    const [ended, during] = await Promise.all([
      living,
      hourMs > durationMs ? undefined : ladderDuring(tap, busiest, startAt, run),
      quiet && silence(tap, quiet, startAt, run),
    ])
    lived = ended
    ladder = during
    return 0
  })
  const passedMs = now() - fromMs
  const [records] = seen
  if (lived?.link === undefined || records === undefined) {
    throw new Error('the simulated load gave no result')
  }
  const sent = sentOf(records).toSorted()
  return {
    load: {
      ...lived.load,
      validity: [
        ...lived.load.validity,
        ...(quiet === undefined ? [] : [promptness(records, quiet.fromMs, compression)]),
      ],
    },
    compression,
    operations: sent.length,
    busiestHour: busiestWindow(sent, hourMs).count,
    ...(ladder !== undefined && { busiestLadder: ladder }),
    busy: lived.link,
    silent: { ...silent.link, durationMs: passedMs },
    silentCompression: passedMs / silent.link.durationMs,
    ...(quiet !== undefined && {
      silenced: await countSilenced(records, quiet, appliedIn(stage, people, storm)),
    }),
  }
}
