import { AccountHistory } from '../../../bench/measure/account-history.ts'
import { noteTlsGroup } from '../costs/note-tls-group.ts'
import { resetterOf } from '../load/saturation.ts'
import { executorFor, prepareStorm } from '../load/storm.ts'
import { makePeople, PEOPLE_DN } from '../load/storm-people.ts'
import { loadPlan } from '../run/load-plans.ts'
import { noteParts } from '../run/note-parts.ts'
import { wantsTap } from './search-needs.ts'
import type { Place, Prepared, SearchOptions } from './search-options.ts'
import { CONNECTIONS } from './search-step.ts'

const TENANT = 'search'
/** So that the programs compile before the first step: cold ones would break at rates that they hold later. */
const WARM_UP = { inFlight: 4, maxOperations: 4_000, atMostMs: 20_000 }
const STEPS_OF_WARM_UP = 2

/** A system that the run starts, with the people in it, warm. */
export async function prepareOwn(
  { run, record }: Place,
  options: SearchOptions,
  faults: Parameters<typeof loadPlan>[0],
): Promise<Prepared> {
  const { crowd, thresholds, leastStepMs, by } = options
  const relayTap = wantsTap(thresholds) ? { name: TENANT, mode: 'opaque' as const } : null
  const stage = await run.stage({
    ...loadPlan(faults, TENANT, PEOPLE_DN),
    tenants: [{ tenant: TENANT, baseDn: PEOPLE_DN, relayTap }],
  })
  noteParts(record, stage)
  await noteTlsGroup(record, stage)
  const people = crowd.gathered ?? (await makePeople(stage, crowd.people))
  await prepareStorm(stage, TENANT, people)
  const history = new AccountHistory()
  const { inFlight, maxOperations, atMostMs } = WARM_UP
  const durationMs = Math.min(atMostMs, leastStepMs * STEPS_OF_WARM_UP)
  run.say('a closed loop first, so that the programs compile')
  const loop = await resetterOf(stage, TENANT, people, run.signal)
  const warm = await loop(inFlight, { durationMs, maxOperations }, history.nextGeneration)
  history.add(warm.told)
  record.value.notes.push(
    `${warm.answered} resets in a closed loop before, which let the programs compile`,
  )
  return {
    ground: stage,
    people,
    tenant: TENANT,
    executorOf: () => executorFor(stage, people, { by, tenant: TENANT, connections: CONNECTIONS }),
    history,
    firstGeneration: history.nextGeneration,
  }
}
