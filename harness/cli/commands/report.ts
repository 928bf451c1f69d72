import type { CommandModule, InferredOptionTypes } from 'yargs'
import { FORMATS, isFormatName } from '../../../reports/formats/index.ts'
import { writeRun } from '../../../reports/write.ts'
import { BadInput } from '../../target/errors.ts'
import { withOptions } from '../options/options.ts'
import { readRuns } from '../options/read-runs.ts'

const NAMES = Object.keys(FORMATS).filter(isFormatName)

const OPTIONS = {
  format: {
    choices: NAMES,
    array: true,
    default: ['html' as const],
    describe: 'which report; may be given several times',
  },
  out: { type: 'string', describe: 'folder to write to (default: one report to the terminal)' },
} as const
type Options = InferredOptionTypes<typeof OPTIONS> & { result: string }

/** Makes reports again from a result, also years later. */
export const report = (): CommandModule<object, Options> => ({
  command: 'report <result>',
  describe: 'make a report again from the result of a run',
  builder: (yargs) =>
    withOptions(OPTIONS)(yargs).positional('result', {
      type: 'string',
      demandOption: true,
      describe: 'a result, or the folder of a run',
    }),
  async handler({ result: path, format, out }) {
    const [result, ...others] = await readRuns(path)
    const formats = format.filter(isFormatName)
    const [name, ...more] = formats
    if (result === undefined || name === undefined) throw new BadInput(['nothing to report'])
    if (others.length > 0) {
      throw new BadInput([`${path}: holds ${others.length + 1} results, name one of them`])
    }
    if (out !== undefined) {
      const files = await writeRun(result, out, { formats })
      process.stdout.write(files.map((file) => `${file}\n`).join(''))
      return
    }
    if (more.length > 0) throw new BadInput(['several formats: name a folder with --out'])
    process.stdout.write(await FORMATS[name].render(result))
  },
})
