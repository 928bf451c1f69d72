import type { CommandModule, InferredOptionTypes } from 'yargs'
import { askedFor, noteAsked } from '../asked.ts'
import type { Outcome } from '../outcome.ts'
import { printDryRun } from '../dry-run.ts'
import { conformOnLanes } from '../conform-lanes.ts'
import { COMMON, ASKED, TRANSPORT, withOptions } from '../options.ts'
import { barePlan, exclusivePlan, narrowPlan, steadyPlan } from '../plans.ts'
import { runJudging } from '../run-judging.ts'

const OPTIONS = { ...COMMON, ...ASKED, ...TRANSPORT }
type Options = InferredOptionTypes<typeof OPTIONS>

/** Judges requirements on the reference. */
export const conform = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'conform',
  describe: 'judge each requirement, with evidence',
  builder: withOptions(OPTIONS),
  async handler(options) {
    const { fault, firings, out, transport } = options
    const asked = await askedFor(options)
    if (options['dry-run']) {
      await printDryRun(asked, [asked.judged], out)
      return
    }
    const plan = {
      transport,
      faults: fault,
      ...(firings !== undefined && { firingsFile: firings }),
    }
    outcome.code = await runJudging(
      {
        command: 'conform',
        seed: 0,
        faults: fault,
        out,
        waivers: asked.waivers,
        format: options.format,
      },
      async (run, record) => {
        record.value.notes.push(`portal and agent speak to the relay by ${transport}`)
        noteAsked(record, asked)
        const stages = {
          exclusive: () => run.stage(exclusivePlan(plan)),
          exclusive2: () => run.stage({ ...exclusivePlan(plan), name: 'exclusive2' }),
          bare: () => run.stage(barePlan(plan)),
          steady: () => run.stage(steadyPlan(plan)),
          narrow: () => run.stage(narrowPlan(plan)),
        }
        const links = await conformOnLanes(asked.judged, stages, record.add, run.signal)
        record.value.links.push(...links)
      },
    )
  },
})
