import type { CommandModule, InferredOptionTypes } from 'yargs'
import { makePlan } from '../../../reports/plan/plan.ts'
import { PLAN_FORMAT_NAMES, PLAN_FORMATS } from '../../../reports/plan/render.ts'
import { writeWhole } from '../../../reports/write.ts'
import { withOptions } from '../options/options.ts'
import { readRuns } from '../options/read-runs.ts'
import { readWorkforce } from '../options/read-workforce.ts'

const OPTIONS = {
  workforce: {
    type: 'string',
    demandOption: true,
    describe: 'YAML file: users, agents, link, and what differs from the defaults',
  },
  format: {
    choices: PLAN_FORMAT_NAMES,
    default: 'markdown' as const,
    describe: 'how it is written',
  },
  out: { type: 'string', describe: 'write to this file instead of the terminal' },
} as const
type Options = InferredOptionTypes<typeof OPTIONS> & { results: string[] }

/** What a workforce needs, from what runs have shown. */
export const plan = (): CommandModule<object, Options> => ({
  command: 'plan <results..>',
  describe: 'what a workforce needs: agents, bandwidth, waiting, where it breaks',
  builder: (yargs) =>
    withOptions(OPTIONS)(yargs).positional('results', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'measured runs: results or folders of results',
    }),
  async handler({ workforce, results, format, out }) {
    const runs = (await Promise.all(results.map(readRuns))).flat()
    const text = PLAN_FORMATS[format](makePlan(await readWorkforce(workforce), runs))
    if (out === undefined) process.stdout.write(text)
    else await writeWhole(out, text)
  },
})
