import type { Chart } from '../../../charts/chart.ts'
import { heartbeatStrip } from '../../../charts/heartbeat-strip.ts'
import { loadCourse } from '../../../charts/load-course.ts'
import { loadLatency } from '../../../charts/load-latency.ts'
import { percentileSpectrum } from '../../../charts/percentile-spectrum.ts'
import type { HistogramResult, LoadResult, Result } from '../../../model/result.ts'
import { meanUs } from '../../../model/load-figures.ts'
import { formatCount, formatMs, formatNumber, formatShare, formatUs } from '../../../model/units.ts'
import { FINAL_BIND_WORDS, LEDGER_WORDS } from '../../../model/words.ts'
import { html, type Markup } from '../markup.ts'
import { charts, facts, section, table } from '../parts.ts'

const PERCENTILES = ['p50', 'p90', 'p99', 'p99.9'] as const

const quoted = ({ percentilesUs }: HistogramResult, name: string) => {
  const us = percentilesUs[name]
  return us === undefined ? '–' : formatUs(us)
}

const LEDGER: ReadonlyMap<string, string> = new Map(LEDGER_WORDS)
/** A class of outcomes is a term of the ledger. */
const outcomeWords = (outcome: string) => LEDGER.get(outcome) ?? outcome

const latencyTable = ({ histograms }: LoadResult) =>
  table({
    caption:
      'Latency. Response counts from the time an operation was due, service from when it was sent, lag is the difference that the driver made. “–”: too few values for that percentile.',
    head: ['Metric', 'Phase', 'Outcome', 'Values', 'Least', 'Mean', ...PERCENTILES, 'Greatest'],
    rows: histograms.map((each) => [
      each.metric,
      each.phase,
      outcomeWords(each.outcome),
      formatCount(each.count),
      formatUs(each.minUs),
      formatUs(meanUs(each)),
      ...PERCENTILES.map((name) => quoted(each, name)),
      formatUs(each.maxUs),
    ]),
    numbersFrom: 3,
  })

/** A blob that cannot be read must not cost the rest of the page. */
const spectrum = (load: LoadResult, name: string): Chart | Markup | null => {
  try {
    return percentileSpectrum(load, name)
  } catch (error) {
    return html`<p>The percentile chart is missing: a histogram of the result file cannot be decoded (${String(error)}).</p>`
  }
}

const outcomeTable = ({ outcomes, ledger }: LoadResult) =>
  table({
    caption: 'Outcomes of the operations that were sent',
    head: ['Outcome', 'Operations', 'Share'],
    rows: Object.entries(outcomes)
      .toSorted(([, a], [, b]) => b - a)
      .map(([code, count]) => [
        html`<code>${code}</code>`,
        formatCount(count),
        formatShare(count, ledger.sent),
      ]),
    numbersFrom: 1,
  })

const ledgerTable = ({ ledger }: LoadResult) =>
  table({
    caption: 'Ledger: planned = sent + not sent; sent = accepted + refused + unknown + lost',
    head: ['Operations', 'Count'],
    rows: LEDGER_WORDS.map(([term, words]) => [words, formatCount(ledger[term])]),
    numbersFrom: 1,
  })

const accountTable = ({ finalBinds }: LoadResult) =>
  finalBinds === null
    ? html`<p>The accounts were not read back.</p>`
    : table({
        caption: `What a bind found for each of the ${formatCount(finalBinds.accounts)} accounts after the load`,
        head: ['Account', 'Count'],
        rows: FINAL_BIND_WORDS.map(([ending, words]) => [words, formatCount(finalBinds[ending])]),
        numbersFrom: 1,
      })

const disturbanceTable = ({ disturbances = [] }: LoadResult) =>
  disturbances.length > 0 &&
  table({
    caption: 'What was done to the system during the load; times from its start',
    head: ['Disturbance', 'What was done', 'From', 'To'],
    rows: disturbances.map(({ kind, told, fromMs, toMs }) => [
      html`<code>${kind}</code>`,
      told,
      formatMs(fromMs),
      formatMs(toMs),
    ]),
    numbersFrom: 2,
  })

const appliedTable = ({ applied }: LoadResult) =>
  applied !== undefined &&
  table({
    caption: 'Whether requests were applied once and in time, by the directory (PWB-LOAD-3)',
    head: ['Accounts', 'Count'],
    rows: [
      ['written more often than asked', applied.twice === null ? '–' : formatCount(applied.twice)],
      [
        'written after the request’s expiry',
        applied.late === null ? '–' : formatCount(applied.late),
      ],
    ],
    numbersFrom: 1,
  })

const heartbeatFacts = ({ heartbeats }: LoadResult) =>
  heartbeats === null
    ? html`<p>No heartbeats were watched.</p>`
    : facts([
        ['Tenants', formatCount(heartbeats.tenants)],
        ['Period', formatMs(heartbeats.periodMs)],
        ['On time', `${formatCount(heartbeats.seen)} of ${formatCount(heartbeats.due)}`],
        ['Missed', formatCount(heartbeats.missed)],
        ['Worst deviation', formatMs(heartbeats.worstDeviationMs)],
      ])

const atCap = ({ atInFlightCap }: LoadResult): readonly (readonly [string, string])[] =>
  atInFlightCap === undefined
    ? []
    : [
        ['Waited at that cap', formatCount(atInFlightCap.held)],
        ['Dropped at that cap, never sent', formatCount(atInFlightCap.dropped)],
      ]

const needless = ({ needlessTries }: LoadResult): readonly (readonly [string, string])[] =>
  needlessTries === undefined
    ? []
    : [['Tries after no answer that were not needed', formatCount(needlessTries)]]

const workload = (load: LoadResult) =>
  facts([
    [
      'Loop',
      load.loop === 'open' ? 'open: arrivals do not wait' : 'closed: a ceiling, not a latency',
    ],
    ['Rate', `${formatNumber(load.ratePerSecond)} operations/s`],
    ['Arrivals', load.arrivals],
    ['Duration', formatMs(load.durationMs)],
    ['In flight at most', formatCount(load.inFlightCap)],
    ...atCap(load),
    ...needless(load),
    ['Seed', load.seed],
    ['Schedule (SHA-256)', html`<code>${load.scheduleSha256.slice(0, 16)}</code>`],
  ])

const drawings = (load: LoadResult, name: string) =>
  charts([spectrum(load, `${name}-percentiles`), ...loadCourse(load, name)])

const oneLoad = (load: LoadResult, index: number, isDrawn: boolean) => {
  const name = `load-${index + 1}`
  return html`
<h3>${load.scenario}</h3>
${workload(load)}
${disturbanceTable(load)}
${latencyTable(load)}
${isDrawn && drawings(load, name)}
${charts([
  html`<div>${outcomeTable(load)}${accountTable(load)}${appliedTable(load)}</div>`,
  html`<div>${ledgerTable(load)}</div>`,
  html`<div>${heartbeatFacts(load)}</div>`,
  heartbeatStrip(load, `${name}-heartbeats`),
])}`
}

/** Workload, latency, course, outcomes, ledger, accounts and heartbeats of each load. */
export function loads({ load, search, scalability }: Result) {
  // Of many steps, the last one is drawn: of a search a confirming run, where one was found.
  const isOfSteps = search !== undefined || scalability !== undefined
  return (
    load.length > 0 &&
    section('load', 'Load', [
      // A search has it beside its steps.
      search === undefined && charts([loadLatency(load, 'load-latency')]),
      load.map((each, index) => oneLoad(each, index, !isOfSteps || index === load.length - 1)),
    ])
  )
}
