import type { CommandModule, InferredOptionTypes } from 'yargs'
import { checkVariants } from '../options/fault-names.ts'
import type { Outcome } from '../outcome.ts'
import { printDryRun } from '../judge/dry-run.ts'
import { conformOnLanes } from '../judge/conform-lanes.ts'
import { conformMapped } from '../judge/conform-mapped.ts'
import { JUDGED, judgedBy, noteJudged, stagesOf, systemsOf } from '../judge/judged.ts'
import { noteParts } from '../run/note-parts.ts'
import { VARIANT, withOptions } from '../options/options.ts'
import { runJudging } from '../run/run-judging.ts'

const OPTIONS = {
  ...JUDGED,
  ...VARIANT,
  'one-by-one': {
    type: 'boolean',
    default: false,
    describe:
      'systems one after the other, not side by side: longer, and needs less of the machine at once',
  },
} as const
type Options = InferredOptionTypes<typeof OPTIONS>

/** Judges requirements on the reference, or on what a target file names. */
export const conform = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'conform',
  describe: 'judge each requirement, with evidence',
  builder: withOptions(OPTIONS),
  async handler(options) {
    const { fault, out, variant, subject, 'one-by-one': oneByOne } = options
    checkVariants(variant)
    const { asked, target } = await judgedBy(options)
    const { slots } = target
    const systems = { ...systemsOf(options, slots), variants: variant }
    if (options['dry-run']) {
      await printDryRun(asked, [asked.judged], systems, {
        out,
        course: oneByOne ? 'oneByOne' : 'sideBySide',
      })
      return
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
        if (await conformMapped(asked.judged, slots, run, record)) return
        for (const name of variant) {
          record.value.notes.push(`the reference ran with its permitted variant ${name}`)
        }
        noteJudged(record, asked, options)
        const open = async (system: Parameters<typeof run.stage>[0]) => {
          const stage = await run.stage(system)
          noteParts(record, stage)
          return stage
        }
        const stages = stagesOf(systems, run, open)
        const links = await conformOnLanes(asked.judged, stages, record.add, run.signal, {
          slots,
          ...(oneByOne && { leave: run.leave }),
        })
        record.value.links.push(...links)
      },
    )
  },
})
