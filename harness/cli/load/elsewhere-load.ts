import { compileStorm } from '../../../bench/workload/scenario/compile.ts'
import { fewestPeople } from '../../../bench/workload/scenario/fewest-people.ts'
import { loadScenario } from '../../../bench/workload/scenario/load.ts'
import { sliceStorm } from '../../../bench/workload/shard.ts'
import { BadInput } from '../../target/errors.ts'
import { openMappedStage } from '../../target/portal/mapped-stage.ts'
import { readMapping } from '../../target/portal/portal-mapping.ts'
import type { Elsewhere } from './elsewhere.ts'
import { processorFigures } from '../costs/processor-cost.ts'
import { unmetElsewhere } from './elsewhere-needs.ts'
import { type Place, type ScenarioLoadOptions, summaryOf, watchOf } from './scenario-load.ts'
import { runScenarioStorm } from './scenario-storm.ts'
import { makePeople } from './storm-people.ts'
import type { Summary } from './table-load.ts'

const TENANT = 'elsewhere'
const MS_PER_SECOND = 1_000

/** A scenario file made ready for a system that runs elsewhere: all that is wrong with it is told before anything is made. */
export async function elsewhereLoad(
  options: ScenarioLoadOptions & { readonly faults: readonly string[] },
  { slots, portal, directory }: Elsewhere,
): Promise<{ seed: number; work: (place: Place) => Promise<Summary> }> {
  const loaded = await loadScenario(options.file)
  const { scenario } = loaded
  const { seed = scenario.seed, people: count = scenario.population.people, duration } = options
  const storm = compileStorm(loaded, {
    seed,
    ordinary: count,
    people: count,
    compression: options.compression,
    durationMs: duration === undefined ? undefined : duration * MS_PER_SECOND,
  })
  const mapping = await readMapping(portal.mapping)
  const { population, faults, part } = options
  const unmet = unmetElsewhere({ scenario, storm, mapping, population, faults })
  if (unmet.length > 0) throw new BadInput(unmet)
  const slice = part.shard === undefined ? storm : sliceStorm(storm, part.shard)
  const needed = fewestPeople({ storm: slice, people: count })

  const work = async ({ run, record }: Place): Promise<Summary> => {
    const stage = await run.keep(openMappedStage({ slots, portal, directory, runDir: run.runDir }))
    run.say(`making ${needed.people} people there, and having the portal prepared for them`)
    const people = await makePeople(stage, needed.people)
    const { load, cost, thresholds } = await runScenarioStorm(
      { judge: stage.judge, system: null },
      { ...people, source: `${count} people, those needed made there` },
      {
        tenant: TENANT,
        reach: { ...stage.driven, tokens: new Map() },
        scenario,
        storm: needed.storm,
        part,
        operations: storm.dueMs.length,
        disturbances: [],
      },
      watchOf(run, options.precise),
      run.say,
    )
    record.value.load.push(load)
    if (thresholds.length > 0) record.value.thresholds = thresholds
    const { figures, notes } = processorFigures(cost, load.ledger.sent)
    record.value.figures.push(...figures)
    record.value.notes.push(...notes)
    return summaryOf(load)
  }
  return { seed, work }
}
