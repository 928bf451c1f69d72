import type { Result } from '../../../model/result.ts'
import { html } from '../markup.ts'
import { section, table } from '../parts.ts'

const word = (ok: boolean) =>
  ok
    ? html`<span class="good"><span class="word">holds</span></span>`
    : html`<span class="bad"><span class="word">does not hold</span></span>`

/** What the load's scenario holds it to. */
export const thresholds = ({ thresholds: held = [] }: Result) =>
  held.length > 0 &&
  section('thresholds', 'Does it keep its thresholds?', [
    table({
      caption: 'What the run was held to; one without a value does not hold',
      head: ['Threshold', 'Verdict', 'Observed', 'Allowed'],
      rows: held.map(({ name, ok, observed, limit }) => [name, word(ok), observed, limit]),
    }),
  ])
