import { loadLatency } from '../../../charts/load-latency.ts'
import type { Result } from '../../../model/result.ts'
import type { SearchStep } from '../../../model/search.ts'
import { formatNumber } from '../../../model/units.ts'
import { searchWords, stepReason, stepVerdict } from '../../console-search.ts'
import { html } from '../markup.ts'
import { charts, section, table } from '../parts.ts'

const TONES = { kept: 'good', broken: 'open', 'not-valid': 'bad' } as const

const word = (step: SearchStep) =>
  html`<span class="${TONES[step.verdict]}"><span class="word">${stepVerdict(step)}</span></span>`

/** The highest rate that was found, every step to it, and response times against the rate. */
export const highest = ({ search, load }: Result) =>
  search !== undefined &&
  section('highest', 'How much does it bear?', [
    html`<p>${searchWords(search)}.</p>`,
    charts([loadLatency(load, 'search-latency')]),
    table({
      caption:
        'Steps of the search: first twice the rate each time, then between kept and broken, then the confirming runs. A rate that breaks is what a search looks for, and no failure.',
      head: ['Step', 'For', 'Verdict', 'What was found', 'Operations per second'],
      rows: search.steps.map((step, index) => [
        String(index + 1),
        step.purpose,
        word(step),
        stepReason(step, search.thresholds.length),
        formatNumber(step.ratePerSecond),
      ]),
      numbersFrom: 4,
    }),
  ])
