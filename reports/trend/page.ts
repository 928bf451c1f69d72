import { history } from '../charts/history.ts'
import { html } from '../formats/html/markup.ts'
import { charts, section, table } from '../formats/html/parts.ts'
import { renderShell } from '../formats/html/shell.ts'
import type { Result } from '../model/result.ts'
import { formatMoment, formatNumber } from '../model/units.ts'
import { type Series, trendOf } from './trend.ts'

const levels = ({ points, changes }: Series) =>
  changes
    .map((index) => {
      const point = points[index]
      return point === undefined
        ? ''
        : `from ${formatMoment(point.run.startedAt)} on, commit ${point.run.environment.commit ?? 'not known'}`
    })
    .join('; ')

const seriesTable = (trend: readonly Series[]) =>
  table({
    caption: 'Every metric: its last value, and from which run on its level is another one',
    head: ['Metric', 'Unit', 'Runs', 'Last', 'Another level'],
    rows: trend.map((series) => [
      series.name,
      series.unit,
      series.points.length,
      formatNumber(series.points.at(-1)?.value ?? 0),
      levels(series) || 'no',
    ]),
  })

/** The history of a folder of results as one page: what changed, when, and each metric over time. */
export function renderTrend(results: readonly Result[]): string {
  const trend = trendOf(results)
  const changed = trend.filter(({ changes }) => changes.length > 0)
  // A count that never moved has no course to look at.
  const moving = trend.filter(({ points }) => new Set(points.map(({ value }) => value)).size > 1)
  return renderShell({
    title: `History of ${results.length} runs`,
    header: html`<p class="run">Password writeback: history of ${results.length} runs</p>
<div class="answer ${changed.length > 0 ? 'open' : 'good'}"><h1>History: <strong>${changed.length} of ${trend.length} metrics changed</strong></h1>
<p class="reason">A level is another one when at least three runs before and after differ by more than chance.</p></div>`,
    sections: [
      {
        id: 'metrics',
        name: 'Metrics',
        content: section('metrics', 'Metrics', seriesTable(trend)),
      },
      {
        id: 'course',
        name: 'Over time',
        content:
          moving.length > 0 &&
          section(
            'course',
            'Over time',
            charts(moving.map((series, index) => history(series, `history-${index + 1}`))),
          ),
      },
    ],
  })
}
