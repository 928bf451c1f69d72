import type { CommandModule } from 'yargs'
import { REQUIREMENTS } from '../../conformance/requirements/index.ts'

/** Prints the requirements that this release judges. */
export const list = (): CommandModule => ({
  command: 'list',
  describe: 'print the requirements that are judged',
  builder: (yargs) =>
    yargs.option('markdown', { type: 'boolean', default: false, describe: 'as a table' }),
  handler: ({ markdown }) => {
    const rows = REQUIREMENTS.map(({ id, level, subject, title }) => [id, level, subject, title])
    const lines =
      markdown === true
        ? [
            '| id | level | subject | requirement |',
            '|---|---|---|---|',
            ...rows.map((row) => `| ${row.join(' | ')} |`),
          ]
        : rows.map(([id = '', level = '', subject = '', title = '']) =>
            [id.padEnd(12), level.padEnd(6), subject.padEnd(9), title].join(' '),
          )
    process.stdout.write(`${lines.join('\n')}\n`)
  },
})
