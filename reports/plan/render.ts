import papaparse from 'papaparse'
import { html } from '../formats/html/markup.ts'
import { section, table } from '../formats/html/parts.ts'
import { renderShell } from '../formats/html/shell.ts'
import { withoutSteering } from '../model/steering.ts'
import { formatNumber } from '../model/units.ts'
import type { Tone } from '../model/words.ts'
import type { Figure, Input } from './figure.ts'
import type { Plan } from './plan.ts'

const LEAST = 1e-6

/** A wait that is less than a thousand-millionth of a second is none. */
const shown = (value: number) => {
  if (!Number.isFinite(value)) return 'without end'
  return formatNumber(Math.abs(value) < LEAST ? 0 : value)
}

const inputWords = ({ name, value, unit, from }: Input) =>
  `${name} ${shown(value)} ${unit} (${from})`

const HEAD = ['Figure', 'Value', 'Unit', 'Formula', 'From', 'Extrapolated'] as const

const cellsOf = (figure: Figure): string[] => [
  figure.name,
  shown(figure.value),
  figure.unit,
  figure.formula,
  figure.inputs.map(inputWords).join('; '),
  figure.extrapolated ?? '',
]

/** One row a figure, numbers in full, for a spreadsheet. */
const renderCsv = ({ parts }: Plan): string =>
  `${papaparse.unparse(
    {
      fields: ['part', 'figure', 'value', 'unit', 'formula', 'inputs', 'extrapolated'],
      data: parts.flatMap(({ title, figures }) =>
        figures.map((figure) => {
          const [name, , ...rest] = cellsOf(figure)
          return [title, name, figure.value, ...rest]
        }),
      ),
    },
    // A cell must not become a formula of the spreadsheet.
    { newline: '\n', escapeFormulae: true },
  )}\n`

const escapeCell = (text: string) => withoutSteering(text).replaceAll('|', '\\|')

const bullets = (title: string, entries: readonly string[]) =>
  entries.length === 0
    ? []
    : [`## ${title}`, '', ...entries.map((each) => `- ${withoutSteering(each)}`), '']

const renderMarkdown = ({ name, needed, answer, parts, missing, limits, runs }: Plan): string =>
  [
    `# ${withoutSteering(name)}: ${needed}`,
    '',
    withoutSteering(answer),
    '',
    ...parts.flatMap(({ title, figures }) => [
      `## ${title}`,
      '',
      `| ${HEAD.join(' | ')} |`,
      '|---|---:|---|---|---|---|',
      ...figures.map((figure) => `| ${cellsOf(figure).map(escapeCell).join(' | ')} |`),
      '',
    ]),
    ...bullets('Not measured', missing),
    ...bullets('What the figures assume', limits),
    ...bullets('Runs', runs),
  ].join('\n')

const list = (entries: readonly string[]) =>
  html`<ul>${entries.map((each) => html`<li>${each}</li>`)}</ul>`

const toneOf = ({ suffices }: Plan): Tone => {
  if (suffices === undefined) return 'open'
  return suffices ? 'good' : 'bad'
}

/** What a person asks first: figures by the beginning of their names. */
const AT_A_GLANCE = [
  ['operations per second at peak', 'At peak'],
  ['agents needed at peak', 'Agents needed'],
  ['bandwidth of an agent’s link at peak, IP', 'An agent’s link at peak'],
  ['volume of an agent’s link on the busiest day', 'An agent’s link, busiest day'],
  ['answer at peak, mean', 'Answer at peak, mean'],
  ['ends at: ', 'First limit'],
] as const

function glance({ parts }: Plan) {
  const figures = parts.flatMap((part) => part.figures)
  const tiles = AT_A_GLANCE.flatMap(([begins, title]) => {
    const figure = figures.find(({ name }) => name.startsWith(begins))
    return figure === undefined ? [] : [{ title, figure }]
  })
  return html`<dl class="glance">${tiles.map(
    ({ title, figure: { value, unit } }) =>
      html`<div><dt>${title}</dt><dd>${shown(value)} <small>${unit}</small></dd></div>`,
  )}</dl>`
}

const renderHtml = (plan: Plan): string => {
  const sections = [
    ...plan.parts.map(({ title, figures }, index) => ({
      id: `part-${index + 1}`,
      name: title,
      content: section(`part-${index + 1}`, title, [
        table({
          caption: `${figures.length} figures; formulas and inputs are below`,
          head: ['Figure', 'Value', 'Unit', 'Extrapolated'],
          rows: figures.map(({ name, value, unit, extrapolated }) => [
            name,
            html`<strong>${shown(value)}</strong>`,
            unit,
            extrapolated ?? 'no',
          ]),
        }),
        html`<details><summary>formulas and inputs</summary>${figures.map(
          ({ name, formula, inputs }) =>
            html`<div class="finding"><p>${name} = ${formula}</p>${list(inputs.map(inputWords))}</div>`,
        )}</details>`,
      ]),
    })),
    {
      id: 'limits',
      name: 'Assumptions',
      content: section('limits', 'What the figures assume', list(plan.limits)),
    },
    ...(plan.missing.length === 0
      ? []
      : [
          {
            id: 'missing',
            name: 'Not measured',
            content: section('missing', 'Not measured', list(plan.missing)),
          },
        ]),
    { id: 'runs', name: 'Runs', content: section('runs', 'Runs', list(plan.runs)) },
  ]
  return renderShell({
    title: `Plan: ${plan.name}`,
    header: html`<p class="run">Password writeback: capacity plan</p>
<div class="answer ${toneOf(plan)}"><h1>${plan.name}: <strong>${plan.needed}</strong></h1><p class="reason">${plan.answer}</p></div>
${glance(plan)}`,
    sections,
  })
}

/** The forms of a plan, by the name that a person asks for. */
export const PLAN_FORMATS = {
  markdown: renderMarkdown,
  csv: renderCsv,
  html: renderHtml,
} as const satisfies Record<string, (plan: Plan) => string>
export type PlanFormat = keyof typeof PLAN_FORMATS
export const PLAN_FORMAT_NAMES: readonly PlanFormat[] = ['markdown', 'csv', 'html']
