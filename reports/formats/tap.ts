import { stringify } from 'yaml'
import type { RequirementResult, Result } from '../model/result.ts'
import { withoutSteering } from '../model/steering.ts'
import { openWords, type Weight, weightOf } from '../model/weight.ts'
import { exitWords } from '../model/words.ts'

/** The first line of TAP 14. */
export const TAP_VERSION = 'TAP version 14\n'

/** A hash would begin a directive. */
const escape = (text: string) => withoutSteering(text).replace(/[\\#]/g, '\\$&')

/** How a point begins: a TODO may fail without failing the run. */
const STARTS: Readonly<Record<Weight, 'ok' | 'not ok'>> = {
  good: 'ok',
  bad: 'not ok',
  open: 'not ok',
}

function directive(requirement: RequirementResult): string {
  const words = escape(openWords(requirement))
  if (words === '') return ''
  return requirement.verdict === 'not-applicable' ? ` # SKIP ${words}` : ` # TODO ${words}`
}

/** The block of YAML below a point; texts of the target are quoted by the library. */
const diagnostics = (content: object) => {
  const lines = stringify(content, { lineWidth: 0, blockQuote: false }).trimEnd().split('\n')
  return ['---', ...lines, '...'].map((line) => `  ${line}\n`).join('')
}

/** One test point. `index` counts from 0. */
export function tapPoint(requirement: RequirementResult, index: number): string {
  const { id, title, level, subject, verdict, timeMode, durationMs, findings, reason } = requirement
  const start = verdict === 'not-applicable' ? 'ok' : STARTS[weightOf(requirement)]
  const about = { level, subject, verdict, timeMode, duration_ms: durationMs }
  const why = {
    ...(reason !== undefined && { reason: withoutSteering(reason) }),
    ...(findings.length > 0 && {
      findings: findings.map(({ code, meaning, expected, observed }) => ({
        code,
        meaning,
        expected: withoutSteering(expected),
        observed: withoutSteering(observed),
      })),
    }),
  }
  return `${start} ${index + 1} - ${escape(`${id} ${title}`)}${directive(requirement)}\n${diagnostics({ ...about, ...why })}`
}

/** The last point is the verdict of the whole run; then the plan, whose absence shows a run cut off. */
export function tapEnd({ requirements, exit }: Result): string {
  const { headline } = exitWords(exit.name)
  const number = requirements.length + 1
  const start = exit.code === 0 ? 'ok' : 'not ok'
  const verdict = `${start} ${number} - ${escape(`verdict ${headline}, exit ${exit.code}: ${exit.reason}`)}\n`
  return `${verdict}1..${number}\n`
}

/** A run as TAP 14: a point for each requirement, and one for the verdict. */
export const renderTap = (result: Result): string =>
  [TAP_VERSION, ...result.requirements.map(tapPoint), tapEnd(result)].join('')
