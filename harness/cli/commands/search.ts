import type { CommandModule } from 'yargs'
import type { Found } from '../../../bench/search/find-highest.ts'
import { CALIBRATION_MS, calibrated } from '../load/calibrated.ts'
import { withOptions } from '../options/options.ts'
import type { Outcome } from '../outcome.ts'
import { runJudging } from '../run/run-judging.ts'
import { readSearch, SEARCH_OPTIONS, type SearchArguments } from '../search/search-asked.ts'
import { type TakenStep, whyNotKnown } from '../search/search-record.ts'
import { search } from '../search/search-run.ts'

/** The last line with `--json`. */
const summaryOf = (found: Found<TakenStep>) => ({
  ended: found.ended,
  highestPerSecond: found.held ?? null,
  brokePerSecond: found.broke?.value ?? null,
  unmeasuredPerSecond: found.unmeasured?.value ?? null,
  steps: found.trials.length,
})

/** Finds where the system breaks: the highest rate at which it keeps what it is held to. */
export const searchCommand = (outcome: Outcome): CommandModule<object, SearchArguments> => ({
  command: 'search',
  describe: 'find the highest rate that keeps thresholds, and confirm it three times',
  builder: withOptions(SEARCH_OPTIONS),
  async handler(options) {
    const { target, search: asked } = await readSearch(options)
    const { fault, firings, out, json, subject } = options
    let found: Found<TakenStep> | undefined
    outcome.code = await runJudging(
      {
        command: 'search',
        seed: asked.seed,
        faults: fault,
        out,
        slots: target.slots,
        subjects: subject,
        hold: () => ({ unjudged: found === undefined ? [] : whyNotKnown(found) }),
      },
      async (run, record) => {
        const faults = {
          slots: target.slots,
          faults: fault,
          ...(firings !== undefined && { firingsFile: firings }),
        }
        found = await calibrated({ run, record }, CALIBRATION_MS.search, (check) =>
          search({ run, record }, asked, faults, check),
        )
      },
    )
    if (json) {
      const summary = found === undefined ? { ended: 'stopped' } : summaryOf(found)
      process.stdout.write(`${JSON.stringify(summary)}\n`)
    }
  },
})
