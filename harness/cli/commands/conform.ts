import type { CommandModule, InferredOptionTypes } from 'yargs'
import { askedFor, noteAsked } from '../asked.ts'
import { checkVariants } from '../fault-names.ts'
import type { Outcome } from '../outcome.ts'
import { conformOnLanes } from '../conform-lanes.ts'
import { COMMON, ASKED, TRANSPORT, VARIANT, withOptions } from '../options.ts'
import { exclusivePlan, forestsPlan, narrowPlan, steadyPlan } from '../plans.ts'
import { runJudging } from '../run-judging.ts'

const OPTIONS = { ...COMMON, ...ASKED, ...TRANSPORT, ...VARIANT }
type Options = InferredOptionTypes<typeof OPTIONS>

/** Judges requirements on the reference. */
export const conform = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'conform',
  describe: 'judge each requirement, with evidence',
  builder: withOptions(OPTIONS),
  async handler(options) {
    const { fault, firings, out, transport, variant } = options
    checkVariants(variant)
    const asked = await askedFor(options)
    const plan = {
      transport,
      faults: fault,
      variants: variant,
      ...(firings !== undefined && { firingsFile: firings }),
    }
    outcome.code = await runJudging(
      { command: 'conform', seed: 0, faults: fault, out, waivers: asked.waivers },
      async (run, record) => {
        record.value.notes.push(`portal and agent speak to the relay by ${transport}`)
        for (const name of variant) {
          record.value.notes.push(`the reference ran with its permitted variant ${name}`)
        }
        noteAsked(record, asked)
        const stages = {
          exclusive: () => run.stage(exclusivePlan(plan)),
          exclusive2: () => run.stage({ ...exclusivePlan(plan), name: 'exclusive2' }),
          forests: () => run.stage(forestsPlan(plan)),
          steady: () => run.stage(steadyPlan(plan)),
          narrow: () => run.stage(narrowPlan(plan)),
        }
        const links = await conformOnLanes(asked.judged, stages, record.add, run.signal)
        record.value.links.push(...links)
      },
    )
  },
})
