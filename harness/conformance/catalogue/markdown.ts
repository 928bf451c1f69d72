import { CATALOGUE_VERSION, FAMILIES } from './index.ts'
import type { CatalogueEntry } from './entry.ts'
import { JUDGED_ELSEWHERE } from './judged-elsewhere.ts'

/** Who judges a requirement; `conform` when a check declares it. */
export const judgeOf = ({ id }: Pick<CatalogueEntry, 'id'>) => JUDGED_ELSEWHERE[id] ?? 'conform'

/** Text stands in a table as text: no bar ends a cell, no bracket begins a tag, nothing is set in code. */
const escapeCell = (text: string) => text.replace(/[\\|<>`*_]/g, '\\$&')

const row = (entry: CatalogueEntry) =>
  `| ${entry.id} | ${entry.level} | ${entry.subject} | ${judgeOf(entry)} | ${escapeCell(entry.title)} |`

/** The catalogue as a document: `writeback list --markdown`. */
export function renderCatalogue(): string {
  const sections = FAMILIES.map(({ heading, entries }) =>
    [
      `## ${heading}`,
      '',
      '| id | level | subject | judged by | requirement |',
      '|---|---|---|---|---|',
      ...entries.map(row),
    ].join('\n'),
  )
  return [
    `# What a password-writeback system must do: catalogue, version ${CATALOGUE_VERSION}`,
    'Made by `writeback list --markdown`; the source is `catalogue/`. Ids are stable for ever. A MUST that could not be judged is *not proven*, never a pass. The subject is whom a failure blames; *system* is the whole chain, *harness* means that the measurement is invalid. *conform*: judged by a check of `writeback conform`. Limits and times are defaults.',
    ...sections,
  ]
    .join('\n\n')
    .concat('\n')
}
