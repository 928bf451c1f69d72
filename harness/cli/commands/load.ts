import type { CommandModule, InferredOptionTypes } from 'yargs'
import { headlineHistogram } from '../../../reports/model/load-figures.ts'
import { checkNumbers } from '../check-options.ts'
import {
  type ClosedScenario,
  type OpenScenario,
  SCENARIO_NAMES,
  SCENARIOS,
} from '../load-scenarios.ts'
import type { Outcome } from '../outcome.ts'
import { COMMON, LOAD, withOptions } from '../options.ts'
import { loadPlan } from '../plans.ts'
import { type ProcessorCost, processorFigures } from '../processor-cost.ts'
import { rsaPrivatePerSecond } from '../rsa-limit.ts'
import { noteTlsGroup } from '../note-tls-group.ts'
import { type Recording, runJudging } from '../run-judging.ts'
import type { Run } from '../run.ts'
import { saturate } from '../saturation.ts'
import { prepareStorm, runStorm } from '../storm.ts'
import { gatherPeople, type StormPeople } from '../storm-people.ts'
import type { Stage } from '../../target/stage.ts'

const OPTIONS = {
  fault: COMMON.fault,
  firings: COMMON.firings,
  out: COMMON.out,
  population: LOAD.population,
  people: LOAD.people,
  seed: LOAD.seed,
  scenario: { choices: SCENARIO_NAMES, demandOption: true, describe: 'what to run' },
  'in-flight': {
    type: 'number',
    describe: 'closed loop: requests in flight (default: the scenario’s)',
  },
  rate: { type: 'number', describe: 'open loop: resets per second (default: the scenario’s)' },
  json: { type: 'boolean', default: false, describe: 'end with one line of JSON' },
} as const
type Options = InferredOptionTypes<typeof OPTIONS>

/** Where a load runs, and where what it found goes. */
interface Place {
  readonly stage: Stage
  readonly people: StormPeople
  readonly run: Run
  readonly record: Recording
}

/** The last line with `--json`. */
type Summary = Readonly<Record<string, number>>

const TENANT = 'load'
/** The first seconds compile the programs' code and open connections. */
const WARM_UP_MS = 5_000
const MICROS_PER_MS = 1_000

function recordCost({ record }: Place, cost: ProcessorCost, operations: number) {
  const { figures, notes } = processorFigures(cost, operations)
  record.value.figures.push(...figures)
  record.value.notes.push(...notes)
}

async function recordRsaLimit({ run, record }: Place, throughputPerSecond: number) {
  run.say('the limit: openssl speed rsa2048')
  const limit = await rsaPrivatePerSecond()
  if (limit === undefined) {
    record.value.notes.push('no openssl program: the RSA limit was not measured')
    return
  }
  record.value.figures.push(
    { name: 'RSA-2048 private operations of one core', value: limit, unit: 'per second' },
    {
      name: 'throughput ÷ RSA-2048 private operations',
      value: throughputPerSecond / limit,
      unit: 'ratio',
      against: 'one core, measured by openssl speed in the same minute',
    },
  )
}

async function runClosed(place: Place, shape: ClosedScenario, inFlight: number): Promise<Summary> {
  const { stage, people, run, record } = place
  run.say(`${inFlight} in flight for ${shape.durationMs / 1000} s`)
  const { load, cost } = await saturate(stage, TENANT, people, { ...shape, inFlight }, run.signal)
  const throughputPerSecond = load.ratePerSecond
  record.value.load.push(load)
  record.value.figures.push({
    name: 'throughput, closed loop',
    value: throughputPerSecond,
    unit: 'resets/s',
  })
  recordCost(place, cost, load.ledger.sent)
  const isCeiling = shape === SCENARIOS.ceiling
  if (isCeiling && !run.signal.aborted) await recordRsaLimit(place, throughputPerSecond)
  return { throughputPerSecond }
}

async function runOpen(
  place: Place,
  { durationMs }: OpenScenario,
  ratePerSecond: number,
  seed: number,
): Promise<Summary> {
  const { stage, people, run, record } = place
  run.say(`${ratePerSecond} resets per second for ${durationMs / 1000} s`)
  const { load, cost } = await runStorm(
    stage,
    people,
    {
      by: 'administrator',
      tenant: TENANT,
      arrivals: 'poisson',
      ratePerSecond,
      durationMs,
      seed,
      phases: [
        { name: 'warm-up', fromMs: 0 },
        { name: 'steady', fromMs: WARM_UP_MS },
      ],
    },
    { signal: run.signal },
  )
  record.value.load.push(load)
  recordCost(place, cost, load.ledger.sent)
  const { p50, p99 } = headlineHistogram(load, 'response')?.percentilesUs ?? {}
  return {
    ...(p50 !== undefined && { responseP50Ms: p50 / MICROS_PER_MS }),
    ...(p99 !== undefined && { responseP99Ms: p99 / MICROS_PER_MS }),
  }
}

/** Measures the reference: how many resets a second, how long each takes alone and at a rate. */
export const load = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'load',
  describe: 'measure: ceiling throughput, sequential latency, response times at a rate',
  builder: withOptions(OPTIONS),
  async handler(options) {
    checkNumbers(options)
    const { scenario, fault, firings, out, seed, json } = options
    const shape = SCENARIOS[scenario]
    const faults = { faults: fault, ...(firings !== undefined && { firingsFile: firings }) }
    const people = await gatherPeople(options)
    let summary: Summary = {}
    outcome.code = await runJudging(
      { command: 'load', seed, faults: fault, out },
      async (run, record) => {
        const stage = await run.stage(loadPlan(faults, TENANT, people.baseDn))
        await noteTlsGroup(record, stage)
        await prepareStorm(stage, TENANT, people)
        const place = { stage, people, run, record }
        summary =
          shape.loop === 'closed'
            ? await runClosed(place, shape, options['in-flight'] ?? shape.inFlight)
            : await runOpen(place, shape, options.rate ?? shape.ratePerSecond, seed)
      },
    )
    if (json) process.stdout.write(`${JSON.stringify(summary)}\n`)
  },
})
