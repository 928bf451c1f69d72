import type { CommandModule, InferredOptionTypes } from 'yargs'
import { ROUNDS_AT_LEAST } from '../../../bench/search/scalability.ts'
import { isScenarioFile } from '../../../bench/workload/scenario/load.ts'
import { shippedFile, shippedScenarios } from '../../../bench/workload/scenario/shipped.ts'
import type { Judged } from '../../../reports/model/judged.ts'
import { BadInput } from '../../target/errors.ts'
import type { Target } from '../../target/slots/slots.ts'
import { elsewhereIn } from '../load/elsewhere.ts'
import { CALIBRATION_MS, calibrated } from '../load/calibrated.ts'
import { checkNumbers, checkOnce } from '../options/check-options.ts'
import { requireDrivable } from '../options/drivable.ts'
import { elsewhereLoad } from '../load/elsewhere-load.ts'
import { measureSizes } from '../load/directory-size.ts'
import { measureHops } from '../costs/hops.ts'
import {
  isTableScenario,
  type ScalabilityScenario,
  SCENARIO_NAMES,
  SCENARIOS,
  type ScenarioName,
} from '../load/load-scenarios.ts'
import { unusedOptions } from '../options/used-options.ts'
import { PART_OPTIONS, readPart } from '../options/part.ts'
import type { Outcome } from '../outcome.ts'
import { COMMON, LOAD, withOptions } from '../options/options.ts'
import { type Judging, type Recording, runJudging } from '../run/run-judging.ts'
import type { Run } from '../run/run.ts'
import { measureScalability } from '../load/scalability.ts'
import { scenarioLoad } from '../load/scenario-load.ts'
import { type Summary, tableLoad } from '../load/table-load.ts'
import { TARGET, targetOf } from '../options/target-options.ts'

const OPTIONS = {
  fault: COMMON.fault,
  firings: COMMON.firings,
  out: COMMON.out,
  ...TARGET,
  population: LOAD.population,
  people: LOAD.people,
  seed: { type: 'number', describe: 'same seed, same storm (default: the scenario’s, or 1)' },
  scenario: {
    type: 'string',
    demandOption: true,
    describe: 'what to run: a name, or a scenario file of your own (bench/scenarios/README.md)',
  },
  duration: {
    type: 'number',
    describe:
      'scenario files: only so many seconds of it, from its start; scalability: seconds of each measurement',
  },
  rounds: {
    type: 'number',
    describe: 'scalability: rounds that each number in flight is measured in',
  },
  compression: {
    type: 'number',
    describe: 'scenario files: so many seconds of it pass in one (default: the scenario’s)',
  },
  'in-flight': {
    type: 'number',
    describe: 'closed loop: requests in flight (default: the scenario’s)',
  },
  rate: { type: 'number', describe: 'open loop: resets per second (default: the scenario’s)' },
  precise: {
    type: 'boolean',
    default: false,
    describe: 'open loop: awake before each send, exact to microseconds, for much of a core',
  },
  ...PART_OPTIONS,
  json: { type: 'boolean', default: false, describe: 'end with one line of JSON' },
} as const
type Options = InferredOptionTypes<typeof OPTIONS>

/** A load that is ready to run: whatever was wrong with what was asked has been told. */
interface Ready {
  readonly seed: number
  /** Whether it is an open loop: the driver then measures a known server first. */
  readonly open: boolean
  /** What the run is held to besides what every load is. */
  readonly hold?: NonNullable<Judging['hold']>
  work(place: { readonly run: Run; readonly record: Recording }): Promise<Summary>
}

const faultsOf = ({ fault, firings }: Options, { slots }: Target) => ({
  slots,
  faults: fault,
  ...(firings !== undefined && { firingsFile: firings }),
})

/** Throws BadInput that names every option that the scenario would not look at. */
function requireUsed(...asked: Parameters<typeof unusedOptions>) {
  const unused = unusedOptions(...asked)
  if (unused.length > 0) throw new BadInput(unused)
}

async function readyScalability(
  shape: ScalabilityScenario,
  options: Options,
  faults: ReturnType<typeof faultsOf>,
): Promise<Ready> {
  const { seed = 1, rounds = shape.rounds } = options
  if (rounds < ROUNDS_AT_LEAST) {
    throw new BadInput([
      `--rounds: found ${rounds}; intervals need at least ${ROUNDS_AT_LEAST} of them`,
    ])
  }
  const measure = await measureScalability(shape, { ...options, seed }, faults)
  let fitted = false
  return {
    seed,
    open: false,
    async work(place) {
      const summary = await measure(place)
      fitted = place.record.value.scalability !== undefined
      return summary
    },
    hold: () => ({ unjudged: fitted ? [] : ['no law was fitted: give more --duration'] }),
  }
}

async function readyTable(name: ScenarioName, options: Options, target: Target): Promise<Ready> {
  const shape = SCENARIOS[name]
  requireDrivable(target)
  requireUsed(name, shape.loop, options)
  const part = readPart(options)
  const { seed = 1, population, people, rate, precise } = options
  const faults = faultsOf(options, target)
  if (shape.loop === 'sizes') {
    const manyAccounts = people ?? shape.manyAccounts
    return {
      seed,
      open: false,
      work: (place) => measureSizes(place, { shape, manyAccounts, faults }),
    }
  }
  if (shape.loop === 'hops') {
    const thresholds: NonNullable<Judged['thresholds']>[number][] = []
    const work: Ready['work'] = async (place) => {
      const { summary, readBack } = await measureHops(place, { shape, faults, seed })
      thresholds.push(readBack)
      return summary
    }
    return { seed, open: false, work, hold: () => ({ thresholds }) }
  }
  if (shape.loop === 'scalability') return readyScalability(shape, options, faults)
  const asked = { population, people, seed, rate, precise, inFlight: options['in-flight'], part }
  return { seed, open: shape.loop === 'open', work: await tableLoad(shape, asked, faults) }
}

async function readyScenario(file: string, options: Options, target: Target): Promise<Ready> {
  requireUsed(options.scenario, 'file', options)
  const asked = { ...options, part: readPart(options), file }
  const elsewhere = elsewhereIn(target.slots)
  if (elsewhere !== undefined) {
    return { open: true, ...(await elsewhereLoad({ ...asked, faults: options.fault }, elsewhere)) }
  }
  return { open: true, ...(await scenarioLoad(asked, faultsOf(options, target))) }
}

/** By name, or by file. Throws BadInput that names what is allowed. */
async function readyOf(options: Options, target: Target): Promise<Ready> {
  const { scenario } = options
  if (isTableScenario(scenario)) return readyTable(scenario, options, target)
  if (isScenarioFile(scenario)) return readyScenario(scenario, options, target)
  const shipped = shippedScenarios()
  if (shipped.includes(scenario)) return readyScenario(shippedFile(scenario), options, target)
  const names = [...SCENARIO_NAMES, ...shipped].toSorted().join(', ')
  throw new BadInput([`--scenario: found ${scenario}; allowed are ${names}, or a .yaml file`])
}

/** Measures the reference: how many resets a second, how long each takes, how a storm goes. */
export const load = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'load',
  describe: 'measure: a storm from a scenario file, ceiling throughput, latency at a rate',
  builder: withOptions(OPTIONS),
  async handler(options) {
    checkNumbers(options)
    checkOnce(options, ['scenario', 'shard', 'start-at'])
    const { fault, out, json, subject } = options
    const target = await targetOf(options.target, options.iOwnThisDirectory)
    const ready = await readyOf(options, target)
    let summary: Summary = {}
    outcome.code = await runJudging(
      {
        command: 'load',
        seed: ready.seed,
        faults: fault,
        out,
        slots: target.slots,
        subjects: subject,
        ...(ready.hold !== undefined && { hold: ready.hold }),
      },
      async (run, record) => {
        const measure = () => ready.work({ run, record })
        summary = ready.open
          ? await calibrated({ run, record }, CALIBRATION_MS.load, measure)
          : await measure()
      },
    )
    if (json) process.stdout.write(`${JSON.stringify(summary)}\n`)
  },
})
