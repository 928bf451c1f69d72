import type { CommandModule, InferredOptionTypes } from 'yargs'
import { askedFor, noteAsked } from '../asked.ts'
import { checkVariants } from '../fault-names.ts'
import { checkNumbers } from '../check-options.ts'
import type { Outcome } from '../outcome.ts'
import { printDryRun } from '../dry-run.ts'
import { conformOnLanes } from '../conform-lanes.ts'
import { conformMapped } from '../conform-mapped.ts'
import { quietTenants } from '../storm-lane.ts'
import { noteParts } from '../note-parts.ts'
import { COMMON, ASKED, TRANSPORT, VARIANT, withOptions } from '../options.ts'
import {
  exclusivePlan,
  forestsPlan,
  generationOf,
  idlePlan,
  narrowPlan,
  steadyPlan,
  historyPlan,
} from '../plans.ts'
import { runJudging } from '../run-judging.ts'
import { TIME, timeOf } from '../time-options.ts'
import { ofSubjects, TARGET, targetOf } from '../target-options.ts'

const OPTIONS = { ...COMMON, ...ASKED, ...TARGET, ...TIME, ...TRANSPORT, ...VARIANT }
type Options = InferredOptionTypes<typeof OPTIONS>

/** Judges requirements on the reference, or on what a target file names. */
export const conform = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'conform',
  describe: 'judge each requirement, with evidence',
  builder: withOptions(OPTIONS),
  async handler(options) {
    const { fault, firings, out, transport, variant, target, subject } = options
    checkNumbers(options)
    checkVariants(variant)
    const asked = await askedFor(options)
    const requirements = ofSubjects(asked.judged, subject)
    const { slots } = await targetOf(target, options.iOwnThisDirectory)
    if (options['dry-run']) {
      const known = { slots, ...timeOf(options) }
      await printDryRun({ ...asked, judged: requirements }, [requirements], known, out)
      return
    }
    const plan = {
      transport,
      slots,
      faults: fault,
      variants: variant,
      ...timeOf(options),
      ...generationOf(options.profile),
      ...(firings !== undefined && { firingsFile: firings }),
    }
    outcome.code = await runJudging(
      {
        command: 'conform',
        seed: 0,
        faults: fault,
        out,
        waivers: asked.waivers,
        slots,
        subjects: subject,
        format: options.format,
        page: options.page,
      },
      async (run, record) => {
        if (await conformMapped(requirements, slots, run, record)) return
        record.value.notes.push(`portal and agent speak to the relay by ${transport}`)
        for (const name of variant) {
          record.value.notes.push(`the reference ran with its permitted variant ${name}`)
        }
        noteAsked(record, asked)
        const open = async (system: Parameters<typeof run.stage>[0]) => {
          const stage = await run.stage(system)
          noteParts(record, stage)
          return stage
        }
        const stages = {
          exclusive: () => open(exclusivePlan(plan)),
          exclusive2: () => open({ ...exclusivePlan(plan), name: 'exclusive2' }),
          forests: () => open(forestsPlan(plan)),
          steady: () => open(steadyPlan(plan)),
          narrow: () => open(narrowPlan(plan)),
          idle: () => open(idlePlan(plan)),
          storm: async () => open(historyPlan(plan, await quietTenants(run.runDir))),
        }
        const links = await conformOnLanes(requirements, stages, record.add, run.signal, slots)
        record.value.links.push(...links)
      },
    )
  },
})
