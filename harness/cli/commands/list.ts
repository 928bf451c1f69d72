import type { CommandModule, InferredOptionTypes, Options as YargsOptions } from 'yargs'
import { CATALOGUE } from '../../conformance/catalogue/index.ts'
import { judgeOf, renderCatalogue } from '../../conformance/catalogue/markdown.ts'
import { withOptions } from '../options/options.ts'

const OPTIONS = {
  markdown: { type: 'boolean', default: false, describe: 'as the document CATALOGUE.md' },
} as const satisfies Record<string, YargsOptions>
type Options = InferredOptionTypes<typeof OPTIONS>

/** One line an entry: who judges it stands beside those that `conform` does not. */
const renderLines = () =>
  CATALOGUE.map((entry) => {
    const { id, level, subject, title } = entry
    const judge = judgeOf(entry)
    const by = judge === 'conform' ? '' : `(${judge}) `
    return `${id.padEnd(12)} ${level.padEnd(6)} ${subject.padEnd(9)} ${by}${title}\n`
  }).join('')

/** Prints the catalogue: every requirement and who judges it. */
export const list = (): CommandModule<object, Options> => ({
  command: 'list',
  describe: 'print every requirement of the catalogue, and who judges it',
  builder: withOptions(OPTIONS),
  handler: ({ markdown }) => {
    process.stdout.write(markdown ? renderCatalogue() : renderLines())
  },
})
