import type { CommandModule, InferredOptionTypes } from 'yargs'
import { REQUIREMENTS } from '../../conformance/requirements/index.ts'
import { selectRequirements } from '../../conformance/select.ts'
import { checkVariants } from '../fault-names.ts'
import type { Outcome } from '../outcome.ts'
import { conformOnLanes } from '../conform-lanes.ts'
import { COMMON, ONLY, TRANSPORT, VARIANT, withOptions } from '../options.ts'
import { exclusivePlan, forestsPlan, narrowPlan, steadyPlan } from '../plans.ts'
import { runJudging } from '../run-judging.ts'

const OPTIONS = { ...COMMON, ...ONLY, ...TRANSPORT, ...VARIANT }
type Options = InferredOptionTypes<typeof OPTIONS>

/** Judges requirements on the reference. */
export const conform = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'conform',
  describe: 'judge each requirement, with evidence',
  builder: withOptions(OPTIONS),
  async handler({ only, fault, firings, out, transport, variant }) {
    checkVariants(variant)
    const requirements = selectRequirements(REQUIREMENTS, only)
    const options = {
      transport,
      faults: fault,
      variants: variant,
      ...(firings !== undefined && { firingsFile: firings }),
    }
    outcome.code = await runJudging(
      { command: 'conform', seed: 0, faults: fault, out },
      async (run, record) => {
        record.value.notes.push(`portal and agent speak to the relay by ${transport}`)
        for (const name of variant) {
          record.value.notes.push(`the reference ran with its permitted variant ${name}`)
        }
        const stages = {
          exclusive: () => run.stage(exclusivePlan(options)),
          exclusive2: () => run.stage({ ...exclusivePlan(options), name: 'exclusive2' }),
          forests: () => run.stage(forestsPlan(options)),
          steady: () => run.stage(steadyPlan(options)),
          narrow: () => run.stage(narrowPlan(options)),
        }
        const links = await conformOnLanes(requirements, stages, record.add, run.signal)
        record.value.links.push(...links)
      },
    )
  },
})
