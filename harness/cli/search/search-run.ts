import { AccountHistory } from '../../../bench/measure/account-history.ts'
import { findHighest, type Found, type Purpose } from '../../../bench/search/find-highest.ts'
import { stepDurationMs } from '../../../bench/search/search-limits.ts'
import type { Threshold } from '../../../bench/thresholds/grammar.ts'
import { formatNumber } from '../../../reports/model/units.ts'
import type { ValidityCheck } from '../../../reports/model/validity-check.ts'
import { noteParts } from '../run/note-parts.ts'
import { noteTlsGroup } from '../costs/note-tls-group.ts'
import { loadPlan } from '../run/load-plans.ts'
import { processorFigures } from '../costs/processor-cost.ts'
import type { Recording } from '../run/run-judging.ts'
import type { Run } from '../run/run.ts'
import { resetterOf } from '../load/saturation.ts'
import {
  decidedLimits,
  searchFigures,
  searchRecord,
  stepWords,
  type TakenStep,
} from './search-record.ts'
import { runStep, type SearchOn } from './search-step.ts'
import { type By, prepareStorm, type Storm, TITLES } from '../load/storm.ts'
import type { StormPeople } from '../load/storm-people.ts'

export interface SearchOptions {
  readonly people: StormPeople
  readonly by: By
  readonly thresholds: readonly Threshold[]
  /** How many of the thresholds, from the first, were asked for; the others hold always. */
  readonly asked: number
  readonly from: number
  readonly atMost: number
  readonly resolution: number
  readonly mostSteps: number
  readonly leastStepMs: number
  readonly seed: number
  readonly precise: boolean
}

interface Place {
  readonly run: Run
  readonly record: Recording
}

const TENANT = 'search'
/** So that the programs compile before the first step: cold ones would break at rates that they hold later. */
const WARM_UP = { inFlight: 4, maxOperations: 4_000, atMostMs: 20_000 }
const STEPS_OF_WARM_UP = 2
const MS_PER_SECOND = 1_000

/** Any metric of the link wants a tap; response times are measured without one. */
const wantsTap = (thresholds: readonly Threshold[]) =>
  thresholds.some(({ subject }) => subject.of === 'scalar')

/** A system with the people in it, warm. */
async function prepare(
  { run, record }: Place,
  options: SearchOptions,
  faults: Parameters<typeof loadPlan>[0],
): Promise<Pick<SearchOn, 'stage' | 'history' | 'firstGeneration'>> {
  const { people, thresholds, leastStepMs } = options
  const plan = loadPlan(faults, TENANT, people.baseDn)
  const relayTap = wantsTap(thresholds) ? { name: TENANT, mode: 'opaque' as const } : null
  const stage = await run.stage({
    ...plan,
    tenants: [{ tenant: TENANT, baseDn: people.baseDn, relayTap }],
  })
  noteParts(record, stage)
  await noteTlsGroup(record, stage)
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
  return { stage, history, firstGeneration: history.nextGeneration }
}

/** The last step of a search that found a rate is a confirming one. */
function noteCost({ value }: Recording, { cost, load }: Storm) {
  const { figures, notes } = processorFigures(cost, load.ledger.sent)
  value.figures.push(...figures)
  value.notes.push(...notes.map((note) => `at the highest rate: ${note}`))
}

/** Takes one step after the other; what is known is in the record after each. */
async function climb({ run, record }: Place, on: SearchOn, options: SearchOptions) {
  const { thresholds, asked, resolution, atMost, from, mostSteps, leastStepMs, by } = options
  const operation = TITLES[by]
  const about = {
    operation,
    thresholds: thresholds.slice(0, asked).map(({ text }) => text),
    resolution,
    atMostPerSecond: atMost,
  }
  const taken: TakenStep[] = []
  let last: Storm | undefined
  let before = 0
  /** Its place in the record. */
  const keep = ({ load, link }: Storm): number => {
    if (link !== undefined) record.value.links.push(link)
    return record.value.load.push(load) - 1
  }
  const take = async (ratePerSecond: number, purpose: Purpose): Promise<TakenStep> => {
    const number = taken.length + 1
    const rate = `${formatNumber(ratePerSecond)}/s`
    const seconds = stepDurationMs(ratePerSecond, leastStepMs, thresholds) / MS_PER_SECOND
    run.say(`step ${number}, ${purpose}: ${rate} for ${formatNumber(seconds)} s`)
    const title = `${operation}, ${on.people.source}, step ${number}: ${rate}`
    const asking = { ratePerSecond, number, title, before }
    const { step, operations, ...storm } = await runStep(on, asking)
    before += operations
    run.signal.throwIfAborted()
    last = storm
    const isValid = step.invalid === undefined
    const earlier = taken.at(-1)
    const isRepeated = earlier?.value === step.value && earlier.invalid !== undefined
    const its = { ...step, purpose, load: isValid ? keep(storm) : null }
    taken.push(its)
    const then = isValid ? '' : isRepeated ? '; given up' : '; once more'
    run.say(`step ${number}: ${stepWords(step)}${then}`)
    record.value.search = searchRecord(about, taken)
    return its
  }
  const limits = { from, atMost, precision: resolution, mostTrials: mostSteps }
  const found = await findHighest(take, limits, () => run.signal.aborted)
  if (found.held !== undefined && last !== undefined) noteCost(record, last)
  const decisive = taken.at(-1)
  // What could not be measured decides nothing, unless that is how it ended.
  const steps =
    found.ended === 'not-valid' && last !== undefined && decisive !== undefined
      ? [...taken.slice(0, -1), { ...decisive, load: keep(last) }]
      : taken
  record.value.search = searchRecord(about, steps, found)
  record.value.thresholds = decidedLimits(found)
  record.value.figures.push(...searchFigures(found, about.thresholds, record.value.load))
  return found
}

/** Searches the highest rate that keeps the thresholds, on one system of its own. */
export async function search(
  place: Place,
  options: SearchOptions,
  faults: Parameters<typeof loadPlan>[0],
  calibration: ValidityCheck,
): Promise<Found<TakenStep>> {
  const prepared = await prepare(place, options, faults)
  const { signal } = place.run
  return climb(place, { ...options, ...prepared, calibration, signal, tenant: TENANT }, options)
}
