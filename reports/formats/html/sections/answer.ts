import type { Result } from '../../../model/result.ts'
import { formatMoment, formatMs } from '../../../model/units.ts'
import { exitWords, shipWords } from '../../../model/words.ts'
import { html } from '../markup.ts'
import { glance } from './glance.ts'
import { limits } from './limits.ts'

/** Is it safe to ship, why, and the figures that a person looks for first. */
export function answer(result: Result) {
  const { exit, command, startedAt, endedAt, runId } = result
  const { headline, tone, meaning } = exitWords(exit.name)
  return html`
<p class="run">Password writeback: <code>${command}</code>, ${formatMoment(startedAt)}, took ${formatMs(endedAt - startedAt)}, run <code>${runId}</code></p>
<div class="answer ${tone}">
<h1>Safe to ship? <strong>${shipWords(result)}</strong></h1>
<p><strong class="word">${headline}</strong>, exit ${exit.code}: ${meaning}.</p>
<p class="reason">${exit.reason}</p>
${limits(result)}
</div>
${glance(result)}`
}
