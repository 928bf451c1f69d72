import type { CommandModule, InferredOptionTypes } from 'yargs'
import { deferred } from '../../target/deferred.ts'
import { mostlyWaits } from '../../conformance/select.ts'
import type { Asked } from '../judge/asked.ts'
import { CALIBRATION_MS, calibrated } from '../load/calibrated.ts'
import { checkOnce } from '../options/check-options.ts'
import type { Requirement } from '../../conformance/requirement.ts'
import { exchangeMicros } from '../costs/exchange-yardstick.ts'
import { noteHops } from '../costs/gate-hops.ts'
import { holdTo, readBaseline } from '../load/hold-to-baseline.ts'
import { printDryRun } from '../judge/dry-run.ts'
import { conformOnLanes } from '../judge/conform-lanes.ts'
import { enableStaggered, idleTenants, writeKeyPair } from '../load/idle-tenants.ts'
import { JUDGED, judgedBy, noteJudged, stagesOf, systemsOf } from '../judge/judged.ts'
import { LOAD, withOptions } from '../options/options.ts'
import type { Outcome } from '../outcome.ts'
import { steadyPlan } from '../run/plans.ts'
import { type Recording, runJudging } from '../run/run-judging.ts'
import type { Run } from '../run/run.ts'
import { noteTlsGroup } from '../costs/note-tls-group.ts'
import { noteParts } from '../run/note-parts.ts'
import { noteProcessorCost } from '../costs/note-processor-cost.ts'
import type { RunRecord } from '../run/record.ts'
import { prepareStorm, runStorm } from '../load/storm.ts'
import { gatherPeople, makePeople, PEOPLE_DN } from '../load/storm-people.ts'
import { BadInput } from '../../target/errors.ts'
import { directoryAt, portalAt, type Target } from '../../target/slots/slots.ts'

const OPTIONS = {
  ...JUDGED,
  ...LOAD,
  baseline: {
    type: 'string',
    describe: 'a file of "writeback baseline": what got worse than it says is named, exit 1',
  },
} as const
type Options = InferredOptionTypes<typeof OPTIONS>

const STORM_TENANT = 'storm'
const IDLE_TENANTS = 100
/** People of a storm in somebody’s directory, when none says how many. */
const GUESTS = 100

/** They need an agent of many tenants, whose clock moves while they are enabled. */
const hostsIdleTenants = (slots: Target['slots'], { time }: Options) =>
  time === 'virtual' &&
  (slots.agent.fill === 'reference' || slots.agent.fill === 'mutant') &&
  Object.values(slots).every(({ fill }) => fill !== 'url')

/** Those that are judged before the storm, and those that may go on beside it. */
const parts = (judged: readonly Requirement[]) => ({
  first: judged.filter((requirement) => !mostlyWaits(requirement)),
  beside: judged.filter(mostlyWaits),
})

const baselineOf = ({ baseline, rate, duration }: Options) =>
  baseline === undefined
    ? undefined
    : readBaseline(baseline, { ratePerSecond: rate, durationMs: duration * 1000 })

/** Conformance, and a storm with heartbeats, on two systems side by side. */
async function judgeAll(
  options: Options,
  asked: Asked,
  { slots }: Target,
  run: Run,
  record: Recording,
) {
  const { population, people, seed } = options
  const plan = systemsOf(options, slots)
  noteJudged(record, asked, options)
  const isGuest = directoryAt(slots) !== undefined
  const gathered = isGuest ? undefined : await gatherPeople({ population, people, seed })
  const idleCount = hostsIdleTenants(slots, options) ? IDLE_TENANTS : 0
  if (idleCount === 0)
    record.value.notes.push(
      'no heartbeats watched: the agent is not the reference, or time is real',
    )

  const up = deferred<undefined>()
  const openSteady = async () => {
    const idle = idleTenants(idleCount, await writeKeyPair(run.runDir))
    const storm = {
      tenant: STORM_TENANT,
      baseDn: PEOPLE_DN,
      relayTap: { name: 'storm', mode: 'opaque' },
    } as const
    const stage = await run.stage(steadyPlan(plan, [storm, ...idle]))
    up.resolve(undefined)
    await noteTlsGroup(record, stage)
    run.say(`reference up in ${(stage.system.startedInMs / 1000).toFixed(1)} s`)
    noteParts(record, stage)
    const crowd = gathered ?? (await makePeople(stage, people ?? GUESTS))
    await prepareStorm(stage, STORM_TENANT, crowd)
    await enableStaggered(stage, idle)
    run.say(
      `${crowd.accounts.length} people known to the portal, ${idle.length} idle tenants enabled`,
    )
    return { stage, crowd }
  }
  const storms = openSteady()
  storms.catch(() => up.resolve(undefined))
  const steady = storms.then(({ stage }) => stage)
  steady.catch(() => undefined)
  /** One after the other: the first is measured, and nothing is quicker for starting all at once. */
  const then = async (system: Parameters<Run['stage']>[0]) => {
    await up.promise
    return run.stage(system)
  }

  const lanes = { ...stagesOf(plan, run, then), steady: () => steady }
  const { first, beside } = parts(asked.judged)
  const functional = conformOnLanes(first, lanes, record.add, run.signal, { slots })
  const waiting = conformOnLanes(beside, lanes, record.add, run.signal, { slots })
  const storming = async () => {
    const { stage, crowd } = await storms
    const before = await exchangeMicros()
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
    noteProcessorCost(record, storm, [before, await exchangeMicros()])
    if (storm.link !== undefined) record.value.links.push(storm.link)
  }
  const afterwards = async () => {
    // The storm has the machine to itself: what is measured beside other work is not the target.
    await Promise.all([functional, waiting])
    if (run.signal.aborted) return
    await calibrated({ run, record }, CALIBRATION_MS.gate, storming)
    await noteHops({ run, record }, slots, options.fault, seed)
  }
  const [, links] = await Promise.all([functional, waiting, afterwards()])
  record.value.links.push(...links)
}

/** The main job: does it keep its promises, also under load? */
export const gate = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'gate',
  describe: 'the main job: conformance, a storm with heartbeats, report, one verdict',
  builder: withOptions(OPTIONS),
  async handler(options) {
    const { seed, fault, out, format, page, subject } = options
    checkOnce(options, ['baseline'])
    const { asked, target } = await judgedBy(options)
    if (portalAt(target.slots) !== undefined) {
      throw new BadInput([
        `--target: ${target.name} has a portal with an interface of its own, which no storm can be sent to; use "conform"`,
      ])
    }
    const baseline = await baselineOf(options)
    if (options['dry-run']) {
      const { first, beside } = parts(asked.judged)
      await printDryRun(asked, [first, beside], systemsOf(options, target.slots), { out })
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
      slots: target.slots,
      subjects: subject,
      format,
      page,
      ...(baseline !== undefined && {
        hold: (record: RunRecord) => holdTo(baseline, record),
      }),
    }
    outcome.code = await runJudging(judging, (run, record) =>
      judgeAll(options, asked, target, run, record),
    )
  },
})
