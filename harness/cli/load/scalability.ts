import { AccountHistory } from '../../../bench/measure/account-history.ts'
import { assembleClosedLoop, CEILING } from '../../../bench/measure/assemble-closed.ts'
import { fitScalability, type Level } from '../../../bench/search/scalability.ts'
import { createRandom, shuffledIndices } from '../../../bench/workload/random.ts'
import { isValid } from '../../../reports/model/load-figures.ts'
import type { LoadResult } from '../../../reports/model/result.ts'
import { formatNumber } from '../../../reports/model/units.ts'
import { BadInput } from '../../target/errors.ts'
import type { Stage } from '../../target/stage.ts'
import type { ScalabilityScenario } from './load-scenarios.ts'
import { noteTlsGroup } from '../costs/note-tls-group.ts'
import { loadPlan } from '../run/load-plans.ts'
import { processorFigures, withProcessorCost } from '../costs/processor-cost.ts'
import type { Recording } from '../run/run-judging.ts'
import type { Run } from '../run/run.ts'
import { resetterOf } from './saturation.ts'
import { prepareStorm, readBack } from './storm.ts'
import { gatherPeople, type PeopleOptions, type StormPeople } from './storm-people.ts'
import type { Summary } from './table-load.ts'

export interface ScalabilityOptions extends PeopleOptions {
  /** How often each number of requests in flight is measured; default: the scenario's. */
  readonly rounds?: number | undefined
  /** Seconds of each; default: the scenario's. */
  readonly duration?: number | undefined
}

interface Place {
  readonly run: Run
  readonly record: Recording
}

const TENANT = 'scalability'
const MS_PER_SECOND = 1_000
/** So that the first round is not the one in which the programs compile. */
const WARM_UP = { inFlight: 4, maxOperations: 4_000, atMostMs: 20_000 }
const MEASUREMENTS_OF_WARM_UP = 4
const REPLIES_AT_LEAST = 20

export interface Measurement {
  readonly inFlight: number
  readonly load: LoadResult
}

/** In each round every number in flight once, in an order of its own: what drifts meets all alike. */
const orderOf = (inFlight: readonly number[], rounds: number, seed: number) => {
  const random = createRandom(seed, 'rounds')
  return Array.from({ length: rounds }, (_, round) =>
    [...shuffledIndices(random, inFlight.length)].map((index) => ({
      round: round + 1,
      inFlight: inFlight[index] ?? 1,
    })),
  ).flat()
}

interface Plan {
  readonly stage: Stage
  readonly people: StormPeople
  readonly shape: ScalabilityScenario
  readonly rounds: number
  readonly durationMs: number
  readonly seed: number
}

/** Measures every round; the accounts are read back once, after the last. */
async function measureRounds(
  { run, record }: Place,
  { stage, people, shape, rounds, durationMs, seed }: Plan,
): Promise<readonly Measurement[]> {
  const loop = await resetterOf(stage, TENANT, people, run.signal)
  const history = new AccountHistory()
  const { atMostMs, maxOperations, inFlight: warming } = WARM_UP
  const warmMs = Math.min(atMostMs, durationMs * MEASUREMENTS_OF_WARM_UP)
  const warm = await loop(warming, { durationMs: warmMs, maxOperations }, history.nextGeneration)
  history.add(warm.told)
  record.value.notes.push(`${warm.answered} resets before, which let the programs compile`)
  const taken: Measurement[] = []
  const order = orderOf(shape.inFlight, rounds, seed)
  for (const { round, inFlight } of order) {
    const measured = await loop(inFlight, { durationMs }, history.nextGeneration)
    run.signal.throwIfAborted()
    history.add(measured.told)
    const isLast = taken.length === order.length - 1
    const finalBinds = isLast ? await readBack(stage, people, history.everyone) : null
    const title = `${shape.title}, ${inFlight} in flight, round ${round} of ${rounds}`
    const load = assembleClosedLoop(title, measured, finalBinds)
    record.value.load.push(load)
    taken.push({ inFlight, load })
    run.say(
      `round ${round} of ${rounds}, ${inFlight} in flight: ${formatNumber(load.ratePerSecond)}/s${isValid(load) ? '' : ', NOT VALID'}`,
    )
  }
  return taken
}

const levelsOf = (inFlight: readonly number[], taken: readonly Measurement[]): Level[] =>
  inFlight.map((each) => ({
    inFlight: each,
    perSecond: taken
      .filter((measurement) => measurement.inFlight === each)
      .map(({ load }) => load.ratePerSecond),
  }))

const steadyReplies = ({ histograms }: LoadResult) =>
  histograms.find(({ phase, outcome }) => phase === CEILING && outcome === 'all')?.count ?? 0

/** A connection's first reply is not counted: a throughput of a few others would be one of chance. */
export const bearsThroughput = ({ inFlight, load }: Measurement): boolean =>
  isValid(load) && steadyReplies(load) >= REPLIES_AT_LEAST + inFlight

/** Fits the law where every measurement bears it. */
function fit({ run, record }: Place, { shape, seed }: Plan, taken: readonly Measurement[]) {
  const levels = levelsOf(shape.inFlight, taken)
  const short = taken.filter((measurement) => !bearsThroughput(measurement))
  if (short.length > 0) {
    const [first] = short
    record.value.notes.push(
      `no law was fitted: ${short.length} of ${taken.length} throughputs rest on too few replies or are not valid, as ${first?.load.scenario ?? ''}`,
    )
    return {}
  }
  run.say('fitting the law, and its intervals')
  const found = fitScalability(shape.title, levels, seed)
  record.value.scalability = found
  const { gamma, sigma, kappa, peak } = found
  return {
    gamma: gamma.value,
    sigma: sigma.value,
    kappa: kappa.value,
    ...(peak.is === 'found' && {
      peakInFlight: peak.inFlight.value,
      peakPerSecond: peak.perSecond,
    }),
  }
}

/** Throughput with more and more in flight, and the law that it follows; bad input is told before anything starts. */
export async function measureScalability(
  shape: ScalabilityScenario,
  options: ScalabilityOptions,
  faults: Parameters<typeof loadPlan>[0],
): Promise<(place: Place) => Promise<Summary>> {
  const people = await gatherPeople(options)
  const most = Math.max(...shape.inFlight)
  if (people.resettable < most) {
    throw new BadInput([
      `--people: found ${people.resettable} who can be reset; give at least ${most}, one for each in flight`,
    ])
  }
  return async (place) => {
    const { run, record } = place
    const stage = await run.stage(loadPlan(faults, TENANT, people.baseDn))
    await noteTlsGroup(record, stage)
    await prepareStorm(stage, TENANT, people)
    const { rounds = shape.rounds, duration, seed } = options
    const durationMs = duration === undefined ? shape.durationMs : duration * MS_PER_SECOND
    const plan = { stage, people, shape, rounds, durationMs, seed }
    const { value: taken, cost } = await withProcessorCost(stage.system, () =>
      measureRounds(place, plan),
    )
    const sent = taken.reduce((sum, { load }) => sum + load.ledger.sent, 0)
    const { figures, notes } = processorFigures(cost, sent)
    record.value.figures.push(...figures)
    record.value.notes.push(...notes)
    return fit(place, plan, taken)
  }
}
