import type { RequirementResult } from '../model/result.ts'
import { tallyVerdicts } from '../model/tally.ts'
import { waiverWords } from '../model/waived.ts'
import { byUrgency, VERDICT_WORDS, wordsOf } from '../model/words.ts'
import { cut, type Paint, WIDTH, wrap } from './console-text.ts'
import { withoutSteering } from '../model/steering.ts'

const ID_WIDTH = 12
const MODE_WIDTH = 7

const findingLines = ({ subject, findings }: RequirementResult) =>
  findings.flatMap((finding) => [
    ...wrap(`${finding.code} (${subject}): ${finding.meaning}`, '      ', '        '),
    ...wrap(finding.expected, '        expected  ', '                  '),
    ...wrap(finding.observed, '        observed  ', '                  '),
    ...(finding.waiver === undefined ? [] : wrap(waiverWords(finding), '        ', '          ')),
  ])

const line = (requirement: RequirementResult, paint: Paint) => {
  const { id, level, timeMode, title } = requirement
  const { mark, tone } = wordsOf(requirement)
  const start = `${withoutSteering(id).padEnd(ID_WIDTH)} ${timeMode.padEnd(MODE_WIDTH)} `
  const words = level === 'SHOULD' ? `(SHOULD) ${title}` : title
  const room = WIDTH - start.length - 4
  return `  ${paint.tone(tone, mark)} ${start}${cut(withoutSteering(words), room)}`
}

/** Why a requirement is not proven: each finding in full, or the reason. */
export const whyLines = (requirement: RequirementResult) => {
  const { verdict, reason } = requirement
  if (verdict === 'fail') return findingLines(requirement)
  if (verdict === 'pass') return []
  const { word } = VERDICT_WORDS[verdict]
  return wrap(reason === undefined ? word : `${word}: ${reason}`, '      ', '        ')
}

const countWords = (requirements: readonly RequirementResult[]) => {
  const { pass, asked, ...others } = tallyVerdicts(requirements)
  return [
    `${pass} of ${asked} proven`,
    ...(['fail', 'waived', 'not-proven', 'error', 'not-applicable'] as const)
      .filter((verdict) => others[verdict] > 0)
      .map((verdict) => `${others[verdict]} ${VERDICT_WORDS[verdict].counted}`),
  ].join(', ')
}

/** The count of each verdict; then one line a requirement, what needs attention first and in full. */
export const requirementLines = (
  requirements: readonly RequirementResult[],
  paint: Paint,
): string[] =>
  requirements.length === 0
    ? []
    : [
        `requirements: ${countWords(requirements)}`,
        ...byUrgency(requirements).flatMap((each) => [line(each, paint), ...whyLines(each)]),
      ]
