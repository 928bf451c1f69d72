import type { RequirementResult, Result } from '../model/result.ts'
import { tallyVerdicts } from '../model/tally.ts'
import { waiverWords } from '../model/waived.ts'
import { byUrgency, exitWords, shipWords, VERDICT_WORDS, wordsOf } from '../model/words.ts'
import { escapeMarkdown as escape } from './markdown-text.ts'

/** A description of a pull request holds 65,536 characters; each finding is told up to here. */
const TOLD = 300

const told = (text: string) => escape(text.length > TOLD ? `${text.slice(0, TOLD)}…` : text)

const findingLines = (finding: RequirementResult['findings'][number]) => [
  `- \`${finding.code}\`: ${told(finding.meaning)}`,
  `  - expected: ${told(finding.expected)}`,
  `  - observed: ${told(finding.observed)}`,
  ...(finding.waiver === undefined ? [] : [`  - ${told(waiverWords(finding))}`]),
]

/** A requirement that needs attention, in full. */
const openLines = (requirement: RequirementResult) => {
  const { id, level, subject, title, reason, findings } = requirement
  const { mark, word } = wordsOf(requirement)
  return [
    '',
    `#### ${mark} ${escape(id)} ${word} (${level}, ${escape(subject)})`,
    '',
    told(title),
    ...(reason === undefined ? [] : ['', told(reason)]),
    ...(findings.length === 0 ? [] : ['', ...findings.flatMap(findingLines)]),
  ]
}

const row = (requirement: RequirementResult) => {
  const { id, level, subject, timeMode, title } = requirement
  const { mark, word } = wordsOf(requirement)
  return `| ${mark} ${word} | ${escape(id)} | ${level} | ${escape(subject)} | ${timeMode} | ${told(title)} |`
}

const countWords = (requirements: readonly RequirementResult[]) => {
  const { pass, asked, ...others } = tallyVerdicts(requirements)
  const rest = (['fail', 'waived', 'not-proven', 'error', 'not-applicable'] as const)
    .filter((verdict) => others[verdict] > 0)
    .map((verdict) => `${others[verdict]} ${VERDICT_WORDS[verdict].counted}`)
  return [`${pass} of ${asked} requirements proven`, ...rest].join(', ')
}

/** Conformance as Markdown for a pull request: what needs attention in full, all else in a table folded away. */
export function renderMarkdown(result: Result): string {
  const { exit, requirements, notes, runId, environment } = result
  const { headline } = exitWords(exit.name)
  const attention = byUrgency(requirements).filter(
    ({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable',
  )
  return [
    `### Password writeback, conformance: safe to ship? ${shipWords(result)}`,
    '',
    `**${headline}** (exit ${exit.code}): ${escape(exit.reason)}`,
    '',
    `${countWords(requirements)}.`,
    ...attention.flatMap(openLines),
    '',
    `<details><summary>All ${requirements.length} requirements</summary>`,
    '',
    '| Verdict | Id | Level | Judges | Time | Requirement |',
    '|---|---|---|---|---|---|',
    ...requirements.map(row),
    '',
    '</details>',
    '',
    ...notes.map((note) => `- ${escape(note)}`),
    '',
    `run ${escape(runId)}, commit ${escape(environment.commit ?? 'unknown')}`,
    '',
  ].join('\n')
}
