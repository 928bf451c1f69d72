import type { CommandModule, InferredOptionTypes } from 'yargs'
import { REQUIREMENTS } from '../../conformance/requirements/index.ts'
import { selectRequirements } from '../../conformance/select.ts'
import type { Outcome } from '../outcome.ts'
import { conformOnLanes } from '../conform-lanes.ts'
import { conformMapped } from '../conform-mapped.ts'
import { COMMON, ONLY, TRANSPORT, withOptions } from '../options.ts'
import { barePlan, exclusivePlan, narrowPlan, steadyPlan } from '../plans.ts'
import { relayAt } from '../../target/slots.ts'
import { runJudging } from '../run-judging.ts'
import { noteParts } from '../note-parts.ts'
import { ofSubjects, TARGET, targetOf } from '../target-options.ts'

const OPTIONS = { ...COMMON, ...ONLY, ...TARGET, ...TRANSPORT }
type Options = InferredOptionTypes<typeof OPTIONS>

/** Judges requirements on the reference, or on what a target file names. */
export const conform = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'conform',
  describe: 'judge each requirement, with evidence',
  builder: withOptions(OPTIONS),
  async handler(given) {
    const { only, fault, firings, out, transport, target, subject } = given
    const requirements = ofSubjects(selectRequirements(REQUIREMENTS, only), subject)
    const { slots } = await targetOf(target, given.iOwnThisDirectory)
    const options = {
      transport,
      slots,
      faults: fault,
      ...(firings !== undefined && { firingsFile: firings }),
    }
    outcome.code = await runJudging(
      { command: 'conform', seed: 0, faults: fault, out, slots, subjects: subject },
      async (run, record) => {
        if (await conformMapped(requirements, slots, run, record)) return
        record.value.notes.push(`portal and agent speak to the relay by ${transport}`)
        const open = async (plan: Parameters<typeof run.stage>[0]) => {
          const stage = await run.stage(plan)
          noteParts(record, stage)
          return stage
        }
        const stages = {
          exclusive: () => open(exclusivePlan(options)),
          exclusive2: () => open({ ...exclusivePlan(options), name: 'exclusive2' }),
          bare: () => open(barePlan(options)),
          steady: () => open(steadyPlan(options)),
          narrow: () => open(narrowPlan(options)),
        }
        const links = await conformOnLanes(
          requirements,
          stages,
          record.add,
          run.signal,
          relayAt(slots) !== undefined,
        )
        record.value.links.push(...links)
      },
    )
  },
})
