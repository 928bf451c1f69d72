import { compileStorm } from '../../../bench/workload/scenario/compile.ts'
import { unmetByParts, unmetNeeds } from '../../../bench/disturbances/needs.ts'
import type { PlannedDisturbance } from '../../../bench/disturbances/run-disturbances.ts'
import { plannedDisturbances } from '../../../bench/workload/scenario/disturbances.ts'
import { loadScenario } from '../../../bench/workload/scenario/load.ts'
import { BadInput } from '../../target/errors.ts'
import { sliceStorm } from '../../../bench/workload/shard.ts'
import type { TenantPlan } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import { jitterFigures, watchIdle } from '../costs/idle-cost.ts'
import { enableStaggered, idleTenants, writeKeyPair } from './idle-tenants.ts'
import { noteParts } from '../run/note-parts.ts'
import { noteTlsGroup } from '../costs/note-tls-group.ts'
import { stormPlan } from '../run/load-plans.ts'
import { processorFigures } from '../costs/processor-cost.ts'
import type { Part } from '../options/part.ts'
import type { Recording } from '../run/run-judging.ts'
import type { Run } from '../run/run.ts'
import { runScenarioStorm } from './scenario-storm.ts'
import { crowdOf } from './crowd.ts'
import { SIGN_IN_BY_SUFFIX } from './sign-in-modes.ts'
import type { Watch } from './storm.ts'
import { PEOPLE_DN } from './storm-people.ts'
import { stormReach } from './storm-tokens.ts'
import type { Summary } from './table-load.ts'
import { headlineHistogram } from '../../../reports/model/load-figures.ts'
import type { LoadResult } from '../../../reports/model/result.ts'

export interface ScenarioLoadOptions {
  readonly file: string
  /** Each instead of the scenario's own. */
  readonly seed?: number | undefined
  readonly population?: string | undefined
  readonly people?: number | undefined
  readonly compression?: number | undefined
  /** Seconds of the scenario's own time, from its start. */
  readonly duration?: number | undefined
  /** Awake before each send. */
  readonly precise: boolean
  readonly part: Part
}

/** Where a load runs, and where what it found goes. */
export interface Place {
  readonly run: Run
  readonly record: Recording
}

const TENANT = 'load'
const MS_PER_SECOND = 1_000
const MICROS_PER_MS = 1_000

async function allowUnlock({ portal, administratorToken }: Stage) {
  const token = await administratorToken(TENANT)
  await portal.changeSettings({ token, tenant: TENANT, changes: { unlockWithoutReset: true } })
}

/** Throws BadInput with what the parts, now that they run, cannot be disturbed by. */
function requireDisturbable({ system }: Stage, planned: readonly PlannedDisturbance[]) {
  const unmet = unmetByParts(planned, {
    isMovable: system.isMovable(),
    exposesAgentKeys: system.roles.running('agent').reply.testKeysFile !== undefined,
  })
  if (unmet.length > 0) throw new BadInput(unmet)
}

const tenantOf = (baseDn: string): TenantPlan => ({
  tenant: TENANT,
  baseDn,
  relayTap: { name: 'load', mode: 'opaque' },
  signInBySuffix: SIGN_IN_BY_SUFFIX,
})

/** Stops with the run, and tells it how the storm goes. */
export const watchOf = (run: Run, precise: boolean): Watch => ({
  signal: run.signal,
  precise,
  onProgress: ({ planned, sent, completed, inFlight }) =>
    run.say(`storm: ${sent} of ${planned} sent, ${completed} answered, ${inFlight} in flight`),
})

export function summaryOf(load: LoadResult): Summary {
  const { p50, p99 } = headlineHistogram(load, 'response')?.percentilesUs ?? {}
  return {
    planned: load.ledger.planned,
    ...(p50 !== undefined && { responseP50Ms: p50 / MICROS_PER_MS }),
    ...(p99 !== undefined && { responseP99Ms: p99 / MICROS_PER_MS }),
  }
}

/** A scenario file made ready: all that is wrong with it is told before anything starts. */
export async function scenarioLoad(
  options: ScenarioLoadOptions,
  faults: Parameters<typeof stormPlan>[0],
): Promise<{ seed: number; work: (place: Place) => Promise<Summary> }> {
  const loaded = await loadScenario(options.file)
  const { scenario } = loaded
  const { seed = scenario.seed, duration } = options
  const { population, people: asked } = options
  const crowd = await crowdOf(faults.slots, scenario, {
    tenant: TENANT,
    seed,
    population,
    people: asked,
  })
  const storm = compileStorm(loaded, {
    seed,
    ordinary: crowd.ordinary,
    people: crowd.people,
    compression: options.compression,
    durationMs: duration === undefined ? undefined : duration * MS_PER_SECOND,
  })
  const disturbances = plannedDisturbances(
    scenario,
    storm.compression,
    duration === undefined ? undefined : duration * MS_PER_SECOND,
  )
  const unmet = unmetNeeds(disturbances, { slots: faults.slots, compression: storm.compression })
  if (unmet.length > 0) throw new BadInput(unmet)
  const ready = crowd.forStorm(storm)
  const { shard } = options.part
  const slice = shard === undefined ? storm : sliceStorm(storm, shard)

  const work = async ({ run, record }: Place): Promise<Summary> => {
    const idle =
      scenario.idleTenants === 0
        ? []
        : idleTenants(scenario.idleTenants, await writeKeyPair(run.runDir))
    const tenants = [tenantOf(PEOPLE_DN), ...idle]
    const isDisturbed = disturbances.length > 0
    const stage = await run.stage(stormPlan(faults, tenants, isDisturbed))
    noteParts(record, stage)
    if (storm.compression !== 1 && !stage.system.isMovable()) {
      throw new BadInput([
        `--compression: found ${storm.compression}; the clocks of these parts cannot be moved: give --compression 1, and --duration for a shorter load`,
      ])
    }
    if (isDisturbed) requireDisturbable(stage, disturbances)
    await noteTlsGroup(record, stage)
    const people = await ready.settle(stage)
    await allowUnlock(stage)
    await enableStaggered(stage, idle)
    const { dueMs, durationMs } = slice
    run.say(
      `${scenario.title}: ${dueMs.length} operations of ${people.accounts.length} people in ${durationMs / MS_PER_SECOND} s, storm ${storm.sha256.slice(0, 12)}`,
    )
    const idleCost = await watchIdle(stage.system)
    const { load, link, cost, thresholds } = await runScenarioStorm(
      stage,
      people,
      {
        tenant: TENANT,
        reach: await stormReach(stage, TENANT, people, slice),
        scenario,
        storm: slice,
        part: options.part,
        operations: storm.dueMs.length,
        disturbances,
        onDriven: () => ready.release(stage),
      },
      watchOf(run, options.precise),
      run.say,
    )
    record.value.load.push(load)
    if (thresholds.length > 0) record.value.thresholds = thresholds
    if (link !== undefined) record.value.links.push(link)
    const { figures, notes } = processorFigures(cost, load.ledger.sent)
    record.value.figures.push(
      ...((await idleCost?.()) ?? []),
      ...(load.heartbeats === null ? [] : jitterFigures(load.heartbeats)),
      ...figures,
    )
    record.value.notes.push(...notes)
    return summaryOf(load)
  }
  return { seed, work }
}
