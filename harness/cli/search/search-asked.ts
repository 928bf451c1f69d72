import type { InferredOptionTypes } from 'yargs'
import type { Threshold } from '../../../bench/thresholds/grammar.ts'
import { DEFAULT_LIMIT, readLimits } from '../../../bench/search/search-limits.ts'
import { BadInput } from '../../target/errors.ts'
import { readMapping } from '../../target/portal/portal-mapping.ts'
import { directoryAt, type Slots, type Target } from '../../target/slots/slots.ts'
import { attempt, checkNumbers, checkOnce } from '../options/check-options.ts'
import { COMMON, LOAD } from '../options/options.ts'
import { unmetBySearch } from './search-needs.ts'
import type { SearchCrowd, SearchOptions } from './search-options.ts'
import type { By } from '../load/storm.ts'
import { elsewhereIn } from '../load/elsewhere.ts'
import { gatherPeople } from '../load/storm-people.ts'
import { TARGET, targetOf } from '../options/target-options.ts'

const BY = ['administrator', 'self-service'] as const satisfies readonly By[]

export const SEARCH_OPTIONS = {
  fault: COMMON.fault,
  firings: COMMON.firings,
  out: COMMON.out,
  ...TARGET,
  population: LOAD.population,
  people: LOAD.people,
  seed: LOAD.seed,
  threshold: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: `what a rate has to keep, as in scenario files (default: "${DEFAULT_LIMIT}"); always: every operation is done`,
  },
  by: { choices: BY, default: 'administrator' as const, describe: 'who resets the passwords' },
  from: { type: 'number', default: 50, describe: 'operations per second to begin with' },
  'at-most': {
    type: 'number',
    describe: 'operations per second not to exceed (default: 10000, or what --by allows)',
  },
  resolution: {
    type: 'number',
    default: 0.05,
    describe: 'how near kept and broken have to come, as a share of the rate',
  },
  step: { type: 'number', default: 10, describe: 'seconds that a rate is held at least' },
  steps: { type: 'number', default: 40, describe: 'steps at most, the confirming ones included' },
  precise: {
    type: 'boolean',
    default: false,
    describe: 'awake before each send, exact to microseconds, for much of a core',
  },
  json: { type: 'boolean', default: false, describe: 'end with one line of JSON' },
} as const
export type SearchArguments = InferredOptionTypes<typeof SEARCH_OPTIONS>

const MS_PER_SECOND = 1_000
const AT_MOST = 10_000
/** People of a search in somebody's directory, unless said otherwise. */
const GUESTS = 1_000
/** A one-time code is good once, and for so long: within it, nobody resets twice by themselves. */
const CODE_LIFE_S = 30

const ONCE = ['by', 'from', 'at-most', 'resolution', 'step', 'steps', 'seed', 'people', 'target']

/** The highest rate to try, or why the rates do not fit: to each other, and to who resets. */
function highestRate(options: SearchArguments, people: number) {
  const { from, by, 'at-most': given } = options
  const bearable = by === 'self-service' ? people / CODE_LIFE_S : Number.POSITIVE_INFINITY
  const atMost = given ?? Math.min(AT_MOST, bearable)
  const problems = [
    ...(given !== undefined && given > bearable
      ? [
          `--at-most: found ${given}; ${people} people can ask ${bearable.toFixed(1)} times a second by themselves (a one-time code is good for ${CODE_LIFE_S} s); give less, or more --people`,
        ]
      : []),
    ...(from > atMost ? [`--from: found ${from}; must be at most ${atMost.toFixed(1)}`] : []),
  ]
  return { atMost, problems }
}

/** Throws BadInput with what the system that runs elsewhere, if it does, cannot have. */
async function readTarget(options: SearchArguments, thresholds: readonly Threshold[]) {
  const { target: file, 'i-own-this-directory': owned, by, fault: faults } = options
  const target = await targetOf(file, owned)
  const elsewhere = elsewhereIn(target.slots)
  if (elsewhere === undefined) return target
  const mapping = await readMapping(elsewhere.portal.mapping)
  const unmet = unmetBySearch({ by, thresholds, mapping, faults })
  if (unmet.length > 0) throw new BadInput(unmet)
  return target
}

/** Throws BadInput with what is wrong with each threshold. */
function readThresholds({ threshold }: SearchArguments) {
  const limits = readLimits(threshold)
  if (limits.ok) return limits.thresholds
  throw new BadInput(limits.problems.map((problem) => `--threshold: ${problem}`))
}

async function gather(options: SearchArguments, slots: Slots | undefined): Promise<SearchCrowd> {
  if (directoryAt(slots) === undefined) {
    const gathered = await gatherPeople(options)
    return { people: gathered.accounts.length, gathered }
  }
  if (options.population !== undefined) {
    throw new BadInput(['--population: people are made there for the run; give --people'])
  }
  return { people: options.people ?? GUESTS }
}

/** The people and the highest rate that they bear; both rest on the numbers of the command line. */
async function readCrowd(options: SearchArguments, slots: Slots | undefined) {
  checkOnce(options, ONCE)
  checkNumbers(options)
  const crowd = await gather(options, slots)
  const { atMost, problems } = highestRate(options, crowd.people)
  if (problems.length > 0) throw new BadInput(problems)
  return { crowd, atMost }
}

/** What was asked for. Throws BadInput with everything that is wrong with it, before anything starts. */
export async function readSearch(
  options: SearchArguments,
): Promise<{ target: Target; search: SearchOptions }> {
  const { threshold, by, from, resolution, steps, step, seed, precise } = options
  const thresholds = await attempt(() => readThresholds(options))
  const limits = 'value' in thresholds ? thresholds.value : []
  const target = await attempt(() => readTarget(options, limits))
  const slots = 'value' in target ? target.value.slots : undefined
  const crowd = await attempt(() => readCrowd(options, slots))
  if (!('value' in crowd && 'value' in thresholds && 'value' in target)) {
    throw new BadInput([...crowd.problems, ...thresholds.problems, ...target.problems])
  }
  const search = {
    ...crowd.value,
    thresholds: thresholds.value,
    asked: Math.max(1, threshold.length),
    mostSteps: steps,
    leastStepMs: step * MS_PER_SECOND,
    by,
    from,
    resolution,
    seed,
    precise,
  }
  return { target: target.value, search }
}
