import { readingsOf } from '../compare/readings.ts'
import type { RequirementResult, Result } from '../model/result.ts'
import { tallyVerdicts } from '../model/tally.ts'
import { formatNumber } from '../model/units.ts'
import { waiverWords } from '../model/waived.ts'
import { byUrgency, exitWords, shipWords, wordsOf } from '../model/words.ts'
import { escapeMarkdown as escape } from './markdown-text.ts'

/** A comment of GitHub holds 65,536 characters; a reader fewer. */
const SHOWN = 20

const findingWords = (finding: RequirementResult['findings'][number]) =>
  [`${finding.code}: ${finding.observed}`, waiverWords(finding)].filter(Boolean).join(', ')

const row = (requirement: RequirementResult) => {
  const { id, title, reason, findings } = requirement
  const { mark, word } = wordsOf(requirement)
  const why = reason ?? findings.map(findingWords).join('; ')
  return `| ${mark} ${word} | ${id} | ${escape(title)} | ${escape(why)} |`
}

function requirementLines(requirements: readonly RequirementResult[]): string[] {
  const open = byUrgency(requirements).filter(
    ({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable',
  )
  if (open.length === 0) return []
  const rest = open.length - SHOWN
  return [
    '',
    '| Verdict | Id | Requirement | Why |',
    '|---|---|---|---|',
    ...open.slice(0, SHOWN).map(row),
    ...(rest > 0 ? ['', `and ${rest} more`] : []),
  ]
}

const worseLines = ({ baseline }: Result): string[] => {
  const worse = baseline?.rows.filter((each) => each.worse) ?? []
  if (worse.length === 0) return []
  return [
    '',
    '| Worse than the baseline | Was | Is | Allowed | Unit |',
    '|---|---:|---:|---:|---|',
    ...worse.map(
      ({ name, base, value, allowed, unit }) =>
        `| ${escape(name)} | ${[base, value, allowed].map(formatNumber).join(' | ')} | ${escape(unit)} |`,
    ),
  ]
}

/** A run as the comment of a pull request: the answer, what stands in its way, figures folded away. */
export function renderComment(result: Result): string {
  const { exit, requirements, runId, environment } = result
  const { headline } = exitWords(exit.name)
  const tally = tallyVerdicts(requirements)
  const figures = readingsOf(result)
  return [
    `### Password writeback: safe to ship? ${shipWords(result)}`,
    '',
    `**${headline}** (exit ${exit.code}): ${escape(exit.reason)}`,
    ...(tally.asked === 0 ? [] : ['', `${tally.pass} of ${tally.asked} requirements proven.`]),
    ...worseLines(result),
    ...requirementLines(requirements),
    '',
    '<details><summary>Figures</summary>',
    '',
    '| Of | Figure | Value | Unit |',
    '|---|---|---:|---|',
    ...figures.map(
      ({ scope, metric, value, unit }) =>
        `| ${escape(scope)} | ${escape(metric)} | ${formatNumber(value)} | ${escape(unit)} |`,
    ),
    '',
    '</details>',
    '',
    `run ${escape(runId)}, commit ${escape(environment.commit ?? 'unknown')}`,
    '',
  ].join('\n')
}
