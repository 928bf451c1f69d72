import { setTimeout as sleep } from 'node:timers/promises'
import { HEARTBEAT_TOLERANCE, judgeHeartbeats } from '../../../bench/measure/heartbeats.ts'
import { MIXED, RESETS } from '../../../bench/storms/asks.ts'
import { overloadPortal } from '../../../bench/storms/overload.ts'
import { runSmallStorm } from '../../../bench/storms/run-history.ts'
import type { History } from '../../../reports/model/history.ts'
import { rotationOf } from '../../conformance/capabilities/rotation.ts'
import type { StormCapability, StormOrder } from '../../conformance/capabilities/storm.ts'
import type { Lane } from '../../conformance/runner.ts'
import { LIMITS } from '../../contract/limits.ts'
import { DOMAIN_DN, type TenantPlan } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import {
  enableStaggered,
  heartbeatStrips,
  idleTenants,
  writeKeyPair,
} from '../load/idle-tenants.ts'

export const STORM_TENANT = 'storm'
export const STORM_BASE_DN = `OU=Storms,${DOMAIN_DN}`
/** Tenants beside the storm's whose agents only send heartbeats. */
const QUIET_TENANTS = 20
/** So many of them show whether heartbeats resume: they come back on one agent, by the same way. */
const RESUMING_TENANTS = 5

export const quietTenants = async (runDir: string): Promise<TenantPlan[]> =>
  idleTenants(QUIET_TENANTS, await writeKeyPair(runDir, 'quiet-tenants'))

/** What the portal may have in progress at once, and what is asked of it when it is overloaded. */
export const MOST_IN_PROGRESS = 50
const OVERLOAD = 100
const PROBES = 5
const OVERLOAD_HOLD_MS = 12_000
const MIXES = { resets: RESETS, mixed: MIXED } as const
const ROLL_AFTER_MS = 800
/** Less than the portal's wait, and than a one-time code is good for. */
const SHORTLY_BEFORE_MS = 20_000
const BEAT_LEAVES_MS = 200
/** The first heartbeat falls due this long after the clocks were moved to it. */
const BEFORE_FIRST_MS = 1_500

/** The distance of the quiet tenants' heartbeats: all of them in the storm's time. */
const spacingMs = (order: StormOrder) => (order.durationMs - 2 * BEFORE_FIRST_MS) / QUIET_TENANTS

async function overloadPeople(stage: Stage) {
  const accounts = await stage.createAccounts(
    `OU=Overload,${STORM_BASE_DN}`,
    Array.from({ length: OVERLOAD + PROBES }, (_, index) => ({
      samAccountName: `overload-${index}`,
    })),
  )
  await stage.synchronise(STORM_TENANT, accounts)
  return { accounts: accounts.slice(PROBES), probes: accounts.slice(0, PROBES) }
}

/** Storms on a system of their own: bench's drivers under the checks of conformance. */
export async function openStormLane(stage: Stage): Promise<Lane> {
  const { system } = stage
  const quiet: readonly TenantPlan[] = system.plan.tenants.filter(
    ({ tenant }) => tenant !== STORM_TENANT,
  )
  await stage.createAccounts(STORM_BASE_DN, [])
  await stage.synchronise(STORM_TENANT, [])
  await stage.enable(STORM_TENANT)
  const enabledAtMs = system.time.estimate()
  const histories = new Map<string, Promise<History>>()
  /** How many of the quiet tenants are enabled. */
  let beating = 0
  const enableQuiet = async (count: number, everyMs: number) => {
    await enableStaggered(stage, quiet.slice(beating, count), everyMs)
    beating = Math.max(beating, count)
  }

  /** Until the storm tenant's agent sends its next heartbeat, by the roles' clocks. */
  const untilBeatMs = () => {
    const sinceMs = system.time.estimate() - enabledAtMs
    const periodMs = LIMITS.heartbeatPeriodMs
    return periodMs - (sinceMs % periodMs)
  }

  const run = (order: StormOrder, meanwhile?: () => Promise<unknown>) => {
    const storm = {
      ...order,
      ...(meanwhile !== undefined && { meanwhile }),
      tenant: STORM_TENANT,
      parentDn: STORM_BASE_DN,
      mix: MIXES[order.mix],
    }
    const history = histories.get(order.name) ?? runSmallStorm(stage, storm)
    histories.set(order.name, history)
    return history
  }

  const storm: StormCapability = {
    run,
    async rollingKeysDuring(order) {
      // The new keys come into use with the next heartbeat: near enough that nobody's wait ends before it.
      const untilMs = untilBeatMs() - SHORTLY_BEFORE_MS
      await system.time.step(untilMs < 0 ? untilMs + LIMITS.heartbeatPeriodMs : untilMs)
      let tenants = 0
      const meanwhile = async () => {
        await sleep(ROLL_AFTER_MS)
        tenants = await rotationOf(stage).rotate()
        const remainingMs = untilBeatMs()
        if (remainingMs > SHORTLY_BEFORE_MS) {
          throw new Error('the heartbeat came before the storm: this machine is too slow for it')
        }
        await system.time.step(remainingMs + BEAT_LEAVES_MS)
      }
      return { history: await run(order, meanwhile), tenants }
    },
    async heartbeatsDuring(order) {
      const everyMs = spacingMs(order)
      const beganAtMs = system.time.estimate()
      await enableQuiet(QUIET_TENANTS, everyMs)
      const passedMs = system.time.estimate() - beganAtMs
      await system.time.step(LIMITS.heartbeatPeriodMs - passedMs - BEFORE_FIRST_MS)
      const fromMs = system.time.estimate()
      await run(order)
      // A heartbeat counts as missed only when it is later than its tolerance.
      await system.time.step(LIMITS.heartbeatPeriodMs * HEARTBEAT_TOLERANCE + 1_000)
      const window = { fromMs, toMs: system.time.estimate() }
      return judgeHeartbeats(heartbeatStrips(system), LIMITS.heartbeatPeriodMs, window)
    },
    async heartbeatsAfter(order) {
      await enableQuiet(RESUMING_TENANTS, LIMITS.heartbeatPeriodMs / RESUMING_TENANTS)
      const history = await run(order)
      const fromMs = system.time.estimate()
      await system.time.step(LIMITS.heartbeatPeriodMs)
      await sleep(BEAT_LEAVES_MS)
      const silent = heartbeatStrips(system)
        .slice(0, beating)
        .filter(({ atMs }) => !atMs.some((at) => at >= fromMs))
        .map(({ tenant }) => tenant)
      return { history, tenants: beating, silent }
    },
    async overload() {
      const { accounts, probes } = await overloadPeople(stage)
      const holdMs = OVERLOAD_HOLD_MS
      const mostInProgress = MOST_IN_PROGRESS
      return overloadPortal(stage, {
        tenant: STORM_TENANT,
        accounts,
        probes,
        mostInProgress,
        holdMs,
      })
    },
  }
  return { capabilities: { storm }, restore: async () => undefined }
}
