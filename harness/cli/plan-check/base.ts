import { setTimeout as sleep } from 'node:timers/promises'
import { compileStorm } from '../../../bench/workload/scenario/compile.ts'
import { parseScenario } from '../../../bench/workload/scenario/parse.ts'
import type { LinkResult } from '../../../reports/model/result.ts'
import { LIMITS } from '../../contract/limits.ts'
import { measureLink } from '../../target/link-measure.ts'
import type { TenantPlan } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import { newSecret } from '../../target/trust/secrets.ts'
import type { Tap } from '../../wire/tap.ts'
import { stormPlan } from '../run/load-plans.ts'
import type { Run } from '../run/run.ts'
import { SIGN_IN_BY_SUFFIX } from '../load/sign-in-modes.ts'
import { runScenarioStorm } from '../load/scenario-storm.ts'
import { stormReach } from '../load/storm-tokens.ts'
import { prepareStorm } from '../load/storm.ts'
import { gatherPeople, type StormPeople } from '../load/storm-people.ts'

export const BUSY_TENANT = 'busy'
export const SILENT_TENANT = 'silent'

/** What a check runs on: a tenant with people, and one that only sends heartbeats; both links are counted. */
export const tenantsOf = (baseDn: string): TenantPlan[] => [
  {
    tenant: BUSY_TENANT,
    baseDn,
    relayTap: { name: BUSY_TENANT, mode: 'opaque' },
    signInBySuffix: SIGN_IN_BY_SUFFIX,
  },
  { tenant: SILENT_TENANT, baseDn: null, relayTap: { name: SILENT_TENANT, mode: 'opaque' } },
]

export function tapOf({ system }: Stage, tenant: string): Tap {
  const tap = system.taps.agentRelay.get(tenant)
  if (tap === undefined) throw new Error(`tenant ${tenant} has no tap on its agent’s link`)
  return tap
}

const PEOPLE = 100
/** Together two periods of the shipped keep-alive, and a moment. */
const EACH_S = Math.ceil(LIMITS.keepAliveMs / 1_000) + 1
const PERIODS = 10
const MS_PER_S = 1_000
/** A heartbeat has been sent and acknowledged. */
const SETTLED_MS = 500

/** One a second, evenly: nothing that is sent shares a record with another. */
const scenarioOf = (operation: 'administrator-reset' | 'change', seed: number) =>
  parseScenario(
    `version: 1
title: ${operation}, one a second
seed: ${seed}
population: { people: ${PEOPLE} }
operations: { ${operation}: 100 }
phases:
  - { name: steady, duration: ${EACH_S} s, arrivals: { kind: uniform, ratePerSecond: 1 } }
`,
    'the scenario of the base run',
  )

async function stormOf(
  operation: 'administrator-reset' | 'change',
  stage: Stage,
  people: StormPeople,
  run: Run,
  seed: number,
): Promise<LinkResult[]> {
  const scenario = scenarioOf(operation, seed)
  const storm = compileStorm(
    { scenario, replays: new Map() },
    { seed, ordinary: people.resettable, people: people.accounts.length },
  )
  const { link } = await runScenarioStorm(
    stage,
    people,
    {
      tenant: BUSY_TENANT,
      reach: await stormReach(stage, BUSY_TENANT, people, storm),
      scenario,
      storm,
      part: {},
      operations: storm.dueMs.length,
      disturbances: [],
    },
    { signal: run.signal, precise: false },
    run.say,
  )
  return link === undefined ? [] : [{ ...link, name: scenario.title }]
}

/**
 * The run that predictions rest on: changes, then resets, one a second; meanwhile the keep-alives of a silent
 * link, then its heartbeats, the clocks moved.
 */
export async function measureBase(
  run: Run,
  faults: Parameters<typeof stormPlan>[0],
  seed: number,
): Promise<LinkResult[]> {
  const people = await gatherPeople({ people: PEOPLE, seed })
  const stage = await run.stage({
    ...stormPlan(faults, tenantsOf(people.baseDn)),
    name: 'plan-base',
  })
  await prepareStorm(stage, BUSY_TENANT, people)
  await stage.enable(SILENT_TENANT)
  const silentTap = tapOf(stage, SILENT_TENANT)
  const now = stage.system.time.estimate
  // Just after a heartbeat, so that none falls into the minute of keep-alives.
  await stage.system.time.step(LIMITS.heartbeatPeriodMs)
  await sleep(SETTLED_MS)
  run.say(`what an operation and silence cost: 1/s for ${2 * EACH_S} s`)
  const storming = async () => {
    // A change needs the password that the account was made with: changes first.
    const changes = await stormOf('change', stage, people, run, seed)
    const others = { ...people, passwordSecret: newSecret() }
    return [...changes, ...(await stormOf('administrator-reset', stage, others, run, seed))]
  }
  const keeping = measureLink('silent link, keep-alives', silentTap, now, async () => {
    await sleep(2 * EACH_S * MS_PER_S, undefined, { signal: run.signal })
    return 0
  })
  const [busy, kept] = await Promise.all([storming(), keeping])
  const periodsMs = PERIODS * LIMITS.heartbeatPeriodMs
  const beats = await measureLink('silent link, heartbeats', silentTap, now, async () => {
    await stage.system.time.step(periodsMs)
    return 0
  })
  return [
    ...busy,
    { ...kept.link, heartbeats: 0 },
    { ...beats.link, heartbeats: PERIODS, durationMs: periodsMs },
  ]
}
