import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../harness/contract/limits.ts'
import { createPortalClient } from '../../harness/target/portal/portal-client.ts'
import type { Stage } from '../../harness/target/stage.ts'
import type { History, HistoryDisturbance, HistoryOperation } from '../../reports/model/history.ts'
import { type PlannedDisturbance, runDisturbances } from '../disturbances/run-disturbances.ts'
import { Dispatcher } from '../drivers/dispatcher.ts'
import { whyNoAnswerOr } from '../drivers/executors/no-answer.ts'
import { machineTiming, monotonicMs } from '../drivers/timing.ts'
import { createCounters, readAll } from '../measure/counters.ts'
import { watchWrites } from '../measure/directory-writes.ts'
import { keepLedger } from '../measure/ledger.ts'
import { type LoadOutcome, outcomeOf, understood } from '../measure/outcomes.ts'
import { Observer, WHOLE } from '../measure/observer.ts'
import { createRecords, type OperationRecords } from '../measure/records.ts'
import { passwordFor } from '../workload/passwords.ts'
import { createSchedule } from '../workload/schedule.ts'
import { askOf, type AskName } from './asks.ts'
import { dismissCrowd, gatherCrowd, passwordAsked } from './crowd.ts'
import { type Answers, operationsOf } from './history-operations.ts'
import { readCrowdBack } from './read-crowd-back.ts'

/** A storm small enough for one thread: each person asks for one thing. */
export interface SmallStorm {
  /** Names its organizational unit; no other storm of the tenant has the same. */
  readonly name: string
  readonly tenant: string
  /** The organizational unit below which its people are made. */
  readonly parentDn: string
  readonly ratePerSecond: number
  readonly durationMs: number
  readonly mix: readonly AskName[]
  readonly disturbances: readonly PlannedDisturbance[]
  /** No disturbance begins before the one before it is undone. */
  readonly inTurn?: boolean
  /**
   * What is still unanswered this long after the last arrival, and after every disturbance was undone, is
   * helped on: the roles' clocks go past the portal's wait.
   */
  readonly settleMs: number
  /**
   * The storm ends this long after the last disturbance was undone and `meanwhile` is over, however long that
   * took; `durationMs` is its longest. Absent: it ends with its schedule.
   */
  readonly lingerMs?: number
  /** Begun with the storm and awaited before the accounts are read. */
  readonly meanwhile?: () => Promise<unknown>
}

const CONNECTIONS = 64
/** Servers keep an idle connection for seconds at least. */
const USED_WITHIN_MS = 1_000
const IN_FLIGHT_CAP = 500
/** Longer than everything that a portal or a link may wait for. */
const DRAIN_LIMIT_MS = 45_000
const POLL_MS = 20
const SEED = 1

/** Resolves when nothing is in flight any more, or the time is over; whether nothing is. */
async function settled(inFlight: () => number, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs
  while (inFlight() > 0 && performance.now() < deadline) await sleep(POLL_MS)
  return inFlight() === 0
}

const outcomesOf = (operations: readonly HistoryOperation[], records: OperationRecords) => {
  const outcomes: Partial<Record<LoadOutcome, number>> = {}
  for (const index of operations.keys()) {
    const outcome = outcomeOf(records.outcome[index] ?? 0)
    if (outcome !== undefined) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
  }
  return outcomes
}

/**
 * Runs the storm, disturbs the system meanwhile, and reads every account back: what was told and what is so
 * (PWB-LOAD-1 to -4). The agent runs and the link is as it was when it returns.
 */
export async function runSmallStorm(stage: Stage, storm: SmallStorm): Promise<History> {
  const { tenant, ratePerSecond, durationMs, mix, disturbances } = storm
  const { system } = stage
  const { dueMs } = createSchedule({ kind: 'uniform', ratePerSecond, durationMs, seed: SEED })
  const crowd = await gatherCrowd(stage, storm, dueMs.length, mix)
  const secret = randomBytes(32).toString('base64url')
  const passwords = crowd.asks.map((name, index) =>
    passwordAsked(name, passwordFor(secret, index, 1)),
  )
  const portal = createPortalClient({
    edge: system.edges.portal,
    connections: CONNECTIONS,
    timeoutMs: DRAIN_LIMIT_MS,
    usedWithinMs: USED_WITHIN_MS,
  })
  const records = createRecords(dueMs.length)
  const counters = createCounters()
  const asked: Answers = { answers: [], untilMs: [], causes: [] }
  const countWrites = watchWrites(system)

  /** Of the driver itself: they say nothing of the target. */
  const faults: unknown[] = []
  const execute = async (index: number): Promise<LoadOutcome> => {
    const account = crowd.accounts[index]
    const name = crowd.asks[index]
    if (account === undefined || name === undefined) throw new RangeError(`operation ${index}`)
    asked.untilMs[index] = system.time.estimate() + LIMITS.requestTtlMs + LIMITS.clockSkewMs
    try {
      const answer = await askOf(name).perform({
        portal,
        account,
        newPassword: passwords[index] ?? '',
        administratorToken: () => stage.administratorToken(tenant),
        userToken: (user) => stage.userToken(tenant, user),
      })
      asked.answers[index] = answer
      return understood(answer.code)
    } catch (error) {
      asked.causes[index] = String(error)
      return whyNoAnswerOr(faults, error)
    }
  }

  const observer = new Observer(WHOLE, () => undefined)
  const startAtMs = monotonicMs()
  const dispatcher = new Dispatcher({
    operations: Uint32Array.from(dueMs.keys()),
    dueMs,
    startAtMs,
    inFlightCap: IN_FLIGHT_CAP,
    overflow: 'queue',
    observer,
    drainLimitMs: DRAIN_LIMIT_MS,
    records,
    counters,
    timing: machineTiming,
    execute,
  })
  const inFlight = () => readAll([counters], 'sent') - readAll([counters], 'completed')
  const sinceStartMs = () => monotonicMs() - startAtMs
  let disturbed: HistoryDisturbance[]
  try {
    const [disturbing] = await Promise.all([
      runDisturbances({ system, tenant }, disturbances, sinceStartMs, { inTurn: storm.inTurn }),
      storm.meanwhile?.(),
    ])
    disturbed = disturbing
    const lingers = storm.lingerMs ?? Number.POSITIVE_INFINITY
    await sleep(Math.max(0, Math.min(durationMs - sinceStartMs(), lingers)))
    dispatcher.stop()
    if (!(await settled(inFlight, storm.settleMs))) {
      await system.time.step(LIMITS.portalWaitMs + 1_000)
    }
    await dispatcher.finished
    if (faults.length > 0) throw faults[0]
  } finally {
    dispatcher.stop()
    observer.finish()
    await portal.close()
  }
  const operations = operationsOf(dueMs, crowd.asks, records, asked, disturbed)
  await dismissCrowd(stage, crowd)
  const writes = countWrites?.() ?? null
  const accounts = await readCrowdBack(stage, crowd, operations, passwords, writes)
  return {
    operations,
    accounts,
    disturbances: disturbed,
    ledger: keepLedger({
      planned: dueMs.length,
      notSent: operations.filter(({ sentMs }) => sentMs === null).length,
      sent: readAll([counters], 'sent'),
      outcomes: outcomesOf(operations, records),
    }),
    directoryWrites: writes?.all ?? null,
  }
}
