import { type Chart, renderChart } from '../../charts/chart.ts'
import { type Content, html, Markup } from './markup.ts'

/** A section with its heading; left out when there is nothing to say. */
export const section = (id: string, title: string, content: Content) => html`
<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>`

export interface Table {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly Content[])[]
  /** Columns from this one on hold numbers. */
  readonly numbersFrom?: number
}

/** A table whose first cell of a row names the row. */
export const table = ({ caption, head, rows, numbersFrom = Number.POSITIVE_INFINITY }: Table) => {
  const kind = (column: number) => column >= numbersFrom && html` class="number"`
  return html`
<div class="scroll" role="group" aria-label="${caption}" tabindex="0">
<table>
<caption>${caption}</caption>
<thead><tr>${head.map((cell, column) => html`<th scope="col"${kind(column)}>${cell}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first, ...cells]) => html`
<tr><th scope="row">${first}</th>${cells.map((cell, column) => html`<td${kind(column + 1)}>${cell}</td>`)}</tr>`,
  )}
</tbody>
</table>
</div>`
}

/** Names with their values. */
export const facts = (pairs: readonly (readonly [string, Content])[]) =>
  html`<dl class="facts">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`

/** A chart at both widths; the style sheet shows the one that fits. */
const figure = (chart: Chart) => html`
<figure>
<figcaption>${chart.title}</figcaption>
${new Markup(renderChart(chart, 'wide'))}${new Markup(renderChart(chart, 'narrow'))}
</figure>`

/** Charts side by side where there is room; a piece of a page stands where a chart could not be made. */
export const charts = (drawn: readonly (Chart | Markup | null)[]) => {
  const there = drawn.filter((chart) => chart !== null)
  const shown = there.map((chart) => (chart instanceof Markup ? chart : figure(chart)))
  return html`${shown.length > 0 && html`<div class="charts">${shown}</div>`}`
}
