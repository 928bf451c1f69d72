import type { CommandModule, InferredOptionTypes } from 'yargs'
import { makeBaseline } from '../../../reports/baselines/baseline.ts'
import { writeWhole } from '../../../reports/write.ts'
import { BadInput } from '../../target/errors.ts'
import { withOptions } from '../options/options.ts'
import { readRuns } from '../options/read-runs.ts'

const OPTIONS = {
  out: {
    type: 'string',
    demandOption: true,
    describe: 'file to write; what is there stays when no baseline can be made',
  },
} as const
type Options = InferredOptionTypes<typeof OPTIONS> & { result: string[] }

/** Makes the file that `gate --baseline` holds a run to. */
export const baseline = (): CommandModule<object, Options> => ({
  command: 'baseline <result..>',
  describe: 'make a baseline for "gate --baseline" from runs that are proven',
  builder: (yargs) =>
    withOptions(OPTIONS)(yargs).positional('result', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'each a result or a folder of results; of several, the median of each metric',
    }),
  async handler({ result: paths, out }) {
    const results = (await Promise.all(paths.map(readRuns))).flat()
    const made = makeBaseline(results)
    if (!made.ok) throw new BadInput(made.problems)
    await writeWhole(out, `${JSON.stringify(made.baseline, null, 2)}\n`)
    const { metrics, proven } = made.baseline
    process.stdout.write(
      `${out}: ${metrics.length} metrics and ${proven.length} proven requirements of ${results.length} runs\n`,
    )
  },
})
