import type { CommandModule, InferredOptionTypes } from 'yargs'
import { checkNumbers } from '../check-options.ts'
import type { Outcome } from '../outcome.ts'
import { COMMON, LOAD, withOptions } from '../options.ts'
import { loadPlan } from '../plans.ts'
import { rsaPrivatePerSecond } from '../rsa-limit.ts'
import { runJudging } from '../run-judging.ts'
import { type SaturationName, SATURATIONS, saturate } from '../saturation.ts'
import { noteTlsGroup } from '../note-tls-group.ts'
import { prepareStorm } from '../storm.ts'
import { gatherPeople } from '../storm-people.ts'

const NAMES = Object.keys(SATURATIONS).filter((name): name is SaturationName => name in SATURATIONS)

const OPTIONS = {
  fault: COMMON.fault,
  firings: COMMON.firings,
  out: COMMON.out,
  population: LOAD.population,
  people: LOAD.people,
  seed: LOAD.seed,
  scenario: { choices: NAMES, demandOption: true, describe: 'what to run' },
  'in-flight': { type: 'number', describe: 'requests in flight (default: the scenario’s)' },
  json: { type: 'boolean', default: false, describe: 'end with one line of JSON' },
} as const
type Options = InferredOptionTypes<typeof OPTIONS>

const TENANT = 'load'

/** Measures the reference: how many resets a second, how long each takes when alone. */
export const load = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'load',
  describe: 'measure: ceiling throughput, sequential latency',
  builder: withOptions(OPTIONS),
  async handler(options) {
    checkNumbers(options)
    const { scenario, fault, firings, out, seed, json } = options
    const shape = SATURATIONS[scenario]
    const inFlight = options['in-flight'] ?? shape.inFlight
    const faults = { faults: fault, ...(firings !== undefined && { firingsFile: firings }) }
    const people = await gatherPeople(options)
    let throughputPerSecond = 0
    outcome.code = await runJudging(
      { command: 'load', seed, faults: fault, out },
      async (run, record) => {
        const stage = await run.stage(loadPlan(faults, TENANT, people.baseDn))
        await noteTlsGroup(record, stage)
        await prepareStorm(stage, TENANT, people)
        run.say(`${scenario}: ${inFlight} in flight for ${shape.durationMs / 1000} s`)
        const measured = await saturate(stage, TENANT, people, { ...shape, inFlight }, run.signal)
        throughputPerSecond = measured.ratePerSecond
        record.value.load.push(measured)
        record.value.figures.push({
          name: 'throughput, closed loop',
          value: throughputPerSecond,
          unit: 'resets/s',
        })
        if (scenario !== 'ceiling' || run.signal.aborted) return
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
      },
    )
    if (json) process.stdout.write(`${JSON.stringify({ throughputPerSecond })}\n`)
  },
})
