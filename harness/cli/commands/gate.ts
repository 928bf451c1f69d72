import type { CommandModule, InferredOptionTypes } from 'yargs'
import { deferred } from '../../target/deferred.ts'
import { mostlyWaits } from '../../conformance/select.ts'
import { type Asked, askedFor, noteAsked } from '../asked.ts'
import { checkNumbers } from '../check-options.ts'
import type { Requirement } from '../../conformance/requirement.ts'
import { printDryRun } from '../dry-run.ts'
import { conformOnLanes } from '../conform-lanes.ts'
import { enableStaggered, idleTenants, writeKeyPair } from '../idle-tenants.ts'
import { COMMON, LOAD, ASKED, TRANSPORT, withOptions } from '../options.ts'
import type { Outcome } from '../outcome.ts'
import {
  exclusivePlan,
  forestsPlan,
  idlePlan,
  narrowPlan,
  steadyPlan,
  stormPlan,
} from '../plans.ts'
import { type Recording, runJudging } from '../run-judging.ts'
import type { Run } from '../run.ts'
import { noteTlsGroup } from '../note-tls-group.ts'
import { quietTenants } from '../storm-lane.ts'
import { prepareStorm, runStorm } from '../storm.ts'
import { gatherPeople } from '../storm-people.ts'

const OPTIONS = { ...COMMON, ...ASKED, ...LOAD, ...TRANSPORT }
type Options = InferredOptionTypes<typeof OPTIONS>

const STORM_TENANT = 'storm'
const IDLE_TENANTS = 100

/** Those that are judged before the storm, and those that may go on beside it. */
const parts = (judged: readonly Requirement[]) => ({
  first: judged.filter((requirement) => !mostlyWaits(requirement)),
  beside: judged.filter(mostlyWaits),
})

/** Conformance, and a storm with heartbeats, on two systems side by side. */
async function judgeAll(options: Options, asked: Asked, run: Run, record: Recording) {
  const { judged } = asked
  const { fault, firings, population, people, seed, transport } = options
  const plan = { transport, faults: fault, ...(firings !== undefined && { firingsFile: firings }) }
  record.value.notes.push(`portal and agent speak to the relay by ${transport}`)
  noteAsked(record, asked)
  const crowd = await gatherPeople({ population, people, seed })

  const up = deferred<undefined>()
  const openSteady = async () => {
    const idle = idleTenants(IDLE_TENANTS, await writeKeyPair(run.runDir))
    const storm = {
      tenant: STORM_TENANT,
      baseDn: crowd.baseDn,
      relayTap: { name: 'storm', mode: 'opaque' },
    } as const
    const stage = await run.stage(steadyPlan(plan, [storm, ...idle]))
    up.resolve(undefined)
    await noteTlsGroup(record, stage)
    run.say(`reference up in ${(stage.system.startedInMs / 1000).toFixed(1)} s`)
    await prepareStorm(stage, STORM_TENANT, crowd)
    await enableStaggered(stage, idle)
    run.say(
      `${crowd.accounts.length} people known to the portal, ${idle.length} idle tenants enabled`,
    )
    return stage
  }
  const steady = openSteady()
  steady.catch(() => up.resolve(undefined))
  /** One after the other: the first is measured, and nothing is quicker for starting all at once. */
  const then = async (system: Parameters<Run['stage']>[0]) => {
    await up.promise
    return run.stage(system)
  }

  const lanes = {
    exclusive: () => then(exclusivePlan(plan)),
    steady: () => steady,
    exclusive2: () => then({ ...exclusivePlan(plan), name: 'exclusive2' }),
    narrow: () => then(narrowPlan(plan)),
    forests: () => then(forestsPlan(plan)),
    idle: () => then(idlePlan(plan)),
    storm: async () => then(stormPlan(plan, await quietTenants(run.runDir))),
  }
  const { first, beside } = parts(judged)
  const functional = conformOnLanes(first, lanes, record.add, run.signal)
  const waiting = conformOnLanes(beside, lanes, record.add, run.signal)
  const storming = async () => {
    // The storm has the machine to itself, but for checks that only wait.
    await functional
    if (run.signal.aborted) return
    const stage = await steady
    run.say(`storm: ${options.rate}/s for ${options.duration} s`)
    const storm = await runStorm(
      stage,
      crowd,
      {
        by: 'self-service',
        tenant: STORM_TENANT,
        arrivals: options.arrivals,
        ratePerSecond: options.rate,
        durationMs: options.duration * 1000,
        seed,
      },
      {
        signal: run.signal,
        onProgress: ({ planned, sent, completed, inFlight }) =>
          run.say(
            `storm: ${sent} of ${planned} sent, ${completed} answered, ${inFlight} in flight`,
          ),
      },
    )
    record.value.load.push(storm.load)
    if (storm.link !== undefined) record.value.links.push(storm.link)
  }
  const [, links] = await Promise.all([functional, waiting, storming()])
  record.value.links.push(...links)
}

/** The main job: does it keep its promises, also under load? */
export const gate = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'gate',
  describe: 'the main job: conformance, a storm with heartbeats, report, one verdict',
  builder: withOptions(OPTIONS),
  async handler(options) {
    checkNumbers(options)
    const { seed, fault, out, format, page } = options
    const asked = await askedFor(options)
    if (options['dry-run']) {
      const { first, beside } = parts(asked.judged)
      await printDryRun(asked, [first, beside], out)
      process.stdout.write(
        `then     a storm of ${options.rate}/s for ${options.duration} s, with the heartbeats of ${IDLE_TENANTS} idle tenants\n`,
      )
      return
    }
    const judging = {
      command: 'gate',
      seed,
      faults: fault,
      out,
      waivers: asked.waivers,
      format,
      page,
    }
    outcome.code = await runJudging(judging, (run, record) => judgeAll(options, asked, run, record))
  },
})
