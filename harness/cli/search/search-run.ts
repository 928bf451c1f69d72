import { findHighest, type Found, type Purpose } from '../../../bench/search/find-highest.ts'
import { stepDurationMs } from '../../../bench/search/search-limits.ts'
import { formatNumber } from '../../../reports/model/units.ts'
import type { ValidityCheck } from '../../../reports/model/validity-check.ts'
import { processorFigures } from '../costs/processor-cost.ts'
import type { Recording } from '../run/run-judging.ts'
import {
  decidedLimits,
  searchFigures,
  searchRecord,
  stepWords,
  type TakenStep,
} from './search-record.ts'
import { runStep, type SearchOn } from './search-step.ts'
import { elsewhereIn } from '../load/elsewhere.ts'
import { type Storm, TITLES } from '../load/storm.ts'
import { prepareElsewhere } from './prepare-elsewhere.ts'
import { prepareOwn } from './prepare-own.ts'
import type { Place, SearchOptions } from './search-options.ts'

const MS_PER_SECOND = 1_000

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

/** Searches the highest rate that keeps the thresholds, on one system: of its own, or one that runs elsewhere. */
export async function search(
  place: Place,
  options: SearchOptions,
  faults: Parameters<typeof prepareOwn>[2],
  calibration: ValidityCheck,
): Promise<Found<TakenStep>> {
  const elsewhere = elsewhereIn(faults.slots)
  const prepared =
    elsewhere === undefined
      ? await prepareOwn(place, options, faults)
      : await prepareElsewhere(place, options, elsewhere)
  const { signal } = place.run
  return climb(place, { ...options, ...prepared, calibration, signal }, options)
}
