import type { Result } from '../model/result.ts'
import type { SearchResult, SearchStep } from '../model/search.ts'
import { formatNumber } from '../model/units.ts'
import { type Paint, wrap } from './console-text.ts'

const FIRST = 'search  '
const INDENT = '        '

const perSecond = (rate: number) => `${formatNumber(rate)}/s`

/** What a search that did not come to its end knows. */
function soFar({ steps, brokePerSecond }: SearchResult): string {
  const kept = steps
    .filter(({ verdict }) => verdict === 'kept')
    .map(({ ratePerSecond }) => ratePerSecond)
    .filter((rate) => rate < (brokePerSecond ?? Number.POSITIVE_INFINITY))
  const known = [
    kept.length > 0 && `kept up to ${perSecond(Math.max(...kept))}, not confirmed`,
    brokePerSecond !== null && `${perSecond(brokePerSecond)} broke`,
  ].filter((part) => part !== false)
  return known.length === 0 ? '' : ` (${known.join('; ')})`
}

/** How a search ended, by what it knows. */
const ENDS: Readonly<Record<SearchResult['ended'], (search: SearchResult) => string>> = {
  confirmed: ({ highestPerSecond, brokePerSecond }) =>
    `${perSecond(highestPerSecond ?? 0)}, held in three confirming runs; ${perSecond(brokePerSecond ?? 0)} broke`,
  'at-most': ({ highestPerSecond }) =>
    `at least ${perSecond(highestPerSecond ?? 0)}, held in three confirming runs; nothing above was allowed`,
  'not-measured-above': ({ highestPerSecond, unmeasuredPerSecond, brokePerSecond }) =>
    `at least ${perSecond(highestPerSecond ?? 0)}, held in three confirming runs; ${perSecond(unmeasuredPerSecond ?? 0)} could not be measured${brokePerSecond === null ? '' : `, ${perSecond(brokePerSecond)} broke`}`,
  'nothing-held': ({ brokePerSecond }) => `none: ${perSecond(brokePerSecond ?? 0)} broke`,
  'out-of-trials': (search) => `not known: all steps were used up${soFar(search)}`,
  stopped: (search) => `not known: the search was interrupted${soFar(search)}`,
  'going-on': (search) => `not known: the search was cut short${soFar(search)}`,
  'not-valid': (search) =>
    `not known: a step and its repetition could not be measured${soFar(search)}`,
}

/** What was looked for, and what was found, in one sentence. */
export const searchWords = (search: SearchResult): string =>
  `highest rate of ${search.operation} that keeps ${search.thresholds.join(', ')}: ${ENDS[search.ended](search)}`

const VERDICT_WORDS = { kept: 'kept', broken: 'broke', 'not-valid': 'NOT VALID' } as const

export const stepVerdict = ({ verdict }: SearchStep) => VERDICT_WORDS[verdict]

/** The thresholds that were asked for, as a step found them; or why it broke or is not valid. */
export const stepReason = ({ verdict, reasons, limits }: SearchStep, asked: number): string =>
  verdict === 'kept'
    ? limits
        .slice(0, asked)
        .map(({ name, observed }) => `${name}: ${observed}`)
        .join('; ')
    : reasons.join('; ')

/** The answer, and a line for each step; none when nothing was searched for. */
export function searchLines({ search }: Pick<Result, 'search'>, paint: Paint): string[] {
  if (search === undefined) return []
  const { steps, thresholds } = search
  return [
    ...wrap(searchWords(search), FIRST, INDENT).map(paint.strong),
    ...steps.flatMap((step, index) => {
      const head = `${String(index + 1).padStart(2)} ${step.purpose.padEnd(12)} ${perSecond(step.ratePerSecond).padStart(9)} ${stepVerdict(step)}`
      const lines = wrap(stepReason(step, thresholds.length), `${INDENT}${head}: `, `${INDENT}   `)
      return step.verdict === 'not-valid' ? lines.map((line) => paint.tone('bad', line)) : lines
    }),
  ]
}
