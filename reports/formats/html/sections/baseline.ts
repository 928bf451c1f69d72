import type { Result } from '../../../model/result.ts'
import { formatNumber } from '../../../model/units.ts'
import { html } from '../markup.ts'
import { section, table } from '../parts.ts'

const word = (worse: boolean) =>
  worse
    ? html`<span class="bad"><span class="word">worse</span></span>`
    : html`<span class="good"><span class="word">kept</span></span>`

/** Whether anything got worse than it was; what did stands first. */
export const baseline = ({ baseline: held }: Result) =>
  held !== undefined &&
  section('baseline', 'Is it worse than before?', [
    held.noLongerProven.length > 0 &&
      html`<p>Proven in the baseline and not in this run: ${held.noLongerProven.join(', ')}.</p>`,
    table({
      caption: `Against the baseline of ${held.runs.join(', ')}: ratios and counts, no absolute times`,
      head: ['Metric', 'Verdict', 'Baseline', 'This run', 'Allowed', 'Unit'],
      rows: held.rows
        .toSorted((a, b) => Number(b.worse) - Number(a.worse))
        .map(({ name, unit, base, value, allowed, worse }) => [
          name,
          word(worse),
          formatNumber(base),
          formatNumber(value),
          formatNumber(allowed),
          unit,
        ]),
      numbersFrom: 2,
    }),
  ])
