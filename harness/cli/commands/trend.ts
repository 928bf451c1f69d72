import type { CommandModule, InferredOptionTypes } from 'yargs'
import { writeWhole } from '../../../reports/write.ts'
import { withOptions } from '../options/options.ts'
import { readRuns } from '../options/read-runs.ts'

const OPTIONS = {
  out: { type: 'string', default: 'reports/runs/history.html', describe: 'file for the page' },
} as const
type Options = InferredOptionTypes<typeof OPTIONS> & { results: string[] }

/** A folder of results as a history page, change points marked. */
export const trend = (): CommandModule<object, Options> => ({
  command: 'trend <results..>',
  describe: 'the history of many runs as a page, with the runs from which on something changed',
  builder: (yargs) =>
    withOptions(OPTIONS)(yargs).positional('results', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'results, or folders of results',
    }),
  async handler({ results, out }) {
    const runs = (await Promise.all(results.map(readRuns))).flat()
    // Loading the charts takes most of a second: only who wants a page pays for it.
    const { renderTrend } = await import('../../../reports/trend/page.ts')
    await writeWhole(out, renderTrend(runs))
    process.stdout.write(`${out}\n`)
  },
})
