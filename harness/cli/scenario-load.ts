import { compileStorm } from '../../bench/workload/scenario/compile.ts'
import { loadScenario } from '../../bench/workload/scenario/load.ts'
import type { TenantPlan } from '../target/plan.ts'
import type { Stage } from '../target/stage.ts'
import { enableStaggered, idleTenants, writeKeyPair } from './idle-tenants.ts'
import { noteTlsGroup } from './note-tls-group.ts'
import { stormPlan } from './plans.ts'
import { processorFigures } from './processor-cost.ts'
import type { Recording } from './run-judging.ts'
import type { Run } from './run.ts'
import { runScenarioStorm } from './scenario-storm.ts'
import { SIGN_IN_BY_SUFFIX, withSignInModes } from './sign-in-modes.ts'
import { withSpecialPeople } from './special-people.ts'
import { prepareStorm } from './storm.ts'
import { gatherPeople } from './storm-people.ts'
import type { Summary } from './table-load.ts'
import { headlineHistogram } from '../../reports/model/load-figures.ts'

export interface ScenarioLoadOptions {
  readonly file: string
  /** Each instead of the scenario's own. */
  readonly seed?: number | undefined
  readonly population?: string | undefined
  readonly people?: number | undefined
  readonly compression?: number | undefined
  /** Seconds of the scenario's own time, from its start. */
  readonly duration?: number | undefined
}

/** Where a load runs, and where what it found goes. */
interface Place {
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

const tenantOf = (baseDn: string): TenantPlan => ({
  tenant: TENANT,
  baseDn,
  relayTap: { name: 'load', mode: 'opaque' },
  signInBySuffix: SIGN_IN_BY_SUFFIX,
})

/** A scenario file made ready: all that is wrong with it is told before anything starts. */
export async function scenarioLoad(
  options: ScenarioLoadOptions,
  faults: Parameters<typeof stormPlan>[0],
): Promise<{ seed: number; work: (place: Place) => Promise<Summary> }> {
  const loaded = await loadScenario(options.file)
  const { scenario } = loaded
  const { seed = scenario.seed, duration } = options
  const population = options.population ?? scenario.population.file
  const generated = population === undefined ? scenario.population.people : undefined
  const crowd = await gatherPeople({ population, people: options.people ?? generated, seed })
  const storm = compileStorm(loaded, {
    seed,
    ordinary: crowd.resettable,
    people: crowd.accounts.length,
    compression: options.compression,
    durationMs: duration === undefined ? undefined : duration * MS_PER_SECOND,
  })
  const { people, settle, release } = withSpecialPeople(
    withSignInModes(crowd, scenario, seed),
    storm,
  )

  const work = async ({ run, record }: Place): Promise<Summary> => {
    const idle =
      scenario.idleTenants === 0
        ? []
        : idleTenants(scenario.idleTenants, await writeKeyPair(run.runDir))
    const stage = await run.stage(stormPlan(faults, [tenantOf(people.baseDn), ...idle]))
    await noteTlsGroup(record, stage)
    await prepareStorm(stage, TENANT, people)
    await settle(stage)
    await allowUnlock(stage)
    await enableStaggered(stage, idle)
    const { dueMs, durationMs } = storm
    run.say(
      `${scenario.title}: ${dueMs.length} operations of ${people.accounts.length} people in ${durationMs / MS_PER_SECOND} s, storm ${storm.sha256.slice(0, 12)}`,
    )
    const { load, link, cost } = await runScenarioStorm(
      stage,
      people,
      { tenant: TENANT, scenario, storm, onDriven: () => release(stage) },
      {
        signal: run.signal,
        onProgress: ({ planned, sent, completed, inFlight }) =>
          run.say(
            `storm: ${sent} of ${planned} sent, ${completed} answered, ${inFlight} in flight`,
          ),
      },
    )
    record.value.load.push(load)
    if (link !== undefined) record.value.links.push(link)
    const { figures, notes } = processorFigures(cost, load.ledger.sent)
    record.value.figures.push(...figures)
    record.value.notes.push(...notes)
    const { p50, p99 } = headlineHistogram(load, 'response')?.percentilesUs ?? {}
    return {
      planned: load.ledger.planned,
      ...(p50 !== undefined && { responseP50Ms: p50 / MICROS_PER_MS }),
      ...(p99 !== undefined && { responseP99Ms: p99 / MICROS_PER_MS }),
    }
  }
  return { seed, work }
}
