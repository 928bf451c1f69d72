import type { RequirementResult, Result } from '../../../model/result.ts'
import { formatMs } from '../../../model/units.ts'
import { waiverWords } from '../../../model/waived.ts'
import { byUrgency, wordsOf } from '../../../model/words.ts'
import { html } from '../markup.ts'
import { section } from '../parts.ts'

const finding = (found: RequirementResult['findings'][number]) =>
  html`
<div class="finding">
<p><code>${found.code}</code>: ${found.meaning}</p>
<dl><dt>expected</dt><dd>${found.expected}</dd><dt>observed</dt><dd>${found.observed}</dd></dl>
${found.waiver !== undefined && html`<p>${waiverWords(found)}</p>`}
</div>`

const instruments = ({ evidence }: RequirementResult) =>
  [...new Set(evidence.map(({ instrument }) => instrument))].join(', ')

const row = (requirement: RequirementResult) => {
  const { id, title, verdict, level, subject, timeMode, durationMs, evidence, findings, reason } =
    requirement
  const { word, mark, tone } = wordsOf(requirement)
  const passed = verdict === 'pass' || verdict === 'not-applicable'
  return html`
<tr role="row" class="${tone}">
<td role="cell"><span class="word"><span aria-hidden="true">${mark}</span> ${word}</span></td>
<th scope="row" role="rowheader"><span class="id">${id}</span> ${title}
${reason !== undefined && html`<p>${reason}</p>`}
${findings.map(finding)}
<details${!passed && html` open`}>
<summary>evidence</summary>
<ul>${evidence.map(({ instrument, saw }) => html`<li>${instrument}: ${saw}</li>`)}${evidence.length === 0 && html`<li>none was taken</li>`}</ul>
<p class="quiet">${level}, judges the ${subject}, time ${timeMode}, took ${formatMs(durationMs)}</p>
</details></th>
<td role="cell" class="minor">${level}</td>
<td role="cell" class="minor">${subject}</td>
<td role="cell" class="minor">${timeMode}</td>
<td role="cell" class="minor">${instruments(requirement)}</td>
</tr>`
}

const choice = (value: string, words: string, checked: boolean) =>
  html`<label><input type="radio" name="shown" value="${value}"${checked && html` checked`}> ${words}</label>`

const filter = (judged: readonly RequirementResult[]) => {
  const proven = judged.filter((each) => wordsOf(each).tone === 'good').length
  return html`
<fieldset class="filter"><legend>Show</legend>
${choice('all', `all ${judged.length}`, true)}
${choice('attention', `needs attention: ${judged.length - proven}`, false)}
${choice('proven', `proven: ${proven}`, false)}
<label hidden>Search <input type="search" id="search"> <span id="found" role="status"></span></label>
</fieldset>`
}

/** The requirement table, what needs attention first, with evidence and every finding in full. */
export const requirements = ({ requirements: judged }: Result) =>
  judged.length > 0 &&
  section(
    'requirements',
    'Requirements',
    html`
<p>Each verdict rests on what an instrument outside of the judged system saw. Time: <em>real</em>; <em>virtual</em>, moved forward by the harness; <em>scaled</em>; or <em>mixed</em>.</p>
${filter(judged)}
<table role="table" class="requirements">
<caption>Verdict, subject, time mode and evidence of each requirement</caption>
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Verdict</th><th scope="col" role="columnheader">Requirement</th><th scope="col" role="columnheader" class="minor">Level</th><th scope="col" role="columnheader" class="minor">Judges</th><th scope="col" role="columnheader" class="minor">Time</th><th scope="col" role="columnheader" class="minor">Evidence</th></tr></thead>
<tbody role="rowgroup">${byUrgency(judged).map(row)}
</tbody>
</table>`,
  )
