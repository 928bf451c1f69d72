import type { CommandModule, InferredOptionTypes } from 'yargs'
import { REQUIREMENTS } from '../../conformance/requirements/index.ts'
import { selectRequirements } from '../../conformance/select.ts'
import type { Outcome } from '../outcome.ts'
import { conformOnLanes } from '../conform-lanes.ts'
import { COMMON, ONLY, withOptions } from '../options.ts'
import { exclusivePlan, steadyPlan } from '../plans.ts'
import { runJudging } from '../run-judging.ts'

const OPTIONS = { ...COMMON, ...ONLY }
type Options = InferredOptionTypes<typeof OPTIONS>

/** Judges requirements on the reference. */
export const conform = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'conform',
  describe: 'judge each requirement, with evidence',
  builder: withOptions(OPTIONS),
  async handler({ only, fault, firings, out }) {
    const requirements = selectRequirements(REQUIREMENTS, only)
    const faults = { faults: fault, ...(firings !== undefined && { firingsFile: firings }) }
    outcome.code = await runJudging(
      { command: 'conform', seed: 0, faults: fault, out },
      async (run, record) => {
        const stages = {
          exclusive: () => run.stage(exclusivePlan(faults)),
          steady: () => run.stage(steadyPlan(faults)),
        }
        const links = await conformOnLanes(requirements, stages, record.add, run.signal)
        record.value.links.push(...links)
      },
    )
  },
})
