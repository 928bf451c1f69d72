import { headlineHistogram } from '../model/load-figures.ts'
import type { MicroResult } from '../model/micro.ts'
import type {
  HistogramResult,
  LinkResult,
  LoadResult,
  MessageSizes,
  Result,
} from '../model/result.ts'
import { type Estimate, seriesMean } from './intervals.ts'
import { dependence, type Distribution, distributionOf, percentileEstimate } from './percentile.ts'

export type Unit = 'ms' | 'bytes' | 'per second' | 'count' | (string & {})

/** One number of one run, and what is needed to compare it. */
export interface Reading {
  /** The load or link that it belongs to; empty: the whole run. */
  readonly scope: string
  readonly metric: string
  readonly unit: Unit
  readonly better: 'lower' | 'higher' | 'neither'
  /** Counts and bytes of messages: no chance in them, so any difference is one. */
  readonly exact: boolean
  readonly value: number
  /** The interval that this run alone gives, at confidence 1 − `alpha`; absent: it gives none. */
  readonly estimate?: (alpha: number) => Estimate
}

const PERCENTILES = { p50: 0.5, p90: 0.9, p99: 0.99, 'p99.9': 0.999 } as const
type PercentileName = keyof typeof PERCENTILES
const PERCENTILE_NAMES: readonly PercentileName[] = ['p50', 'p90', 'p99', 'p99.9']
const LATENCIES = ['response', 'service'] as const

const inMs = ({ value, low, high }: Estimate): Estimate => ({
  value: value / 1_000,
  low: low / 1_000,
  high: high / 1_000,
})

/** The interval of a percentile; decoding and reading the course of a run wait until they are asked for. */
function estimator(load: LoadResult, histogram: HistogramResult) {
  let known: { whole: Distribution; factor: number } | undefined
  return (share: number, alpha: number): Estimate => {
    if (known === undefined) {
      const whole = distributionOf(histogram)
      known = { whole, factor: dependence(whole, load.intervals) }
    }
    return inMs(percentileEstimate(known.whole, share, known.factor, alpha))
  }
}

/** Percentiles that the file quotes: it leaves out those for which it has too few values. */
function latencies(load: LoadResult): Reading[] {
  return LATENCIES.flatMap((latency) => {
    const histogram = headlineHistogram(load, latency)
    if (histogram === undefined || histogram.count === 0) return []
    const estimate = estimator(load, histogram)
    return PERCENTILE_NAMES.flatMap((name): Reading[] => {
      const us = histogram.percentilesUs[name]
      if (us === undefined) return []
      return [
        {
          scope: load.scenario,
          metric: `${latency} ${name}`,
          unit: 'ms',
          better: 'lower',
          exact: false,
          value: us / 1_000,
          estimate: (alpha) => estimate(PERCENTILES[name], alpha),
        },
      ]
    })
  })
}

/** Only a closed loop finds a throughput; an open one is given its own. */
function throughput({ loop, scenario, intervals, ratePerSecond }: LoadResult): Reading[] {
  if (loop !== 'closed') return []
  // The last interval is cut off by the end.
  const perInterval = intervals.slice(0, -1).map(({ completed }) => completed)
  const width = (intervals[1]?.startMs ?? 1_000) - (intervals[0]?.startMs ?? 0)
  return [
    {
      scope: scenario,
      metric: 'throughput',
      unit: 'per second',
      better: 'higher',
      exact: false,
      value: ratePerSecond,
      ...(perInterval.length > 2 && {
        estimate: (alpha: number) =>
          seriesMean(
            perInterval.map((count) => (count * 1_000) / width),
            alpha,
          ),
      }),
    },
  ]
}

const countOf = (scope: string, metric: string, value: number): Reading => ({
  scope,
  metric,
  unit: 'count',
  better: 'lower',
  exact: true,
  value,
})

const loadCounts = ({ scenario, ledger, finalBinds, heartbeats }: LoadResult): Reading[] => [
  countOf(scenario, 'operations lost', ledger.lost),
  countOf(scenario, 'operations not sent', ledger.notSent),
  countOf(scenario, 'outcomes unknown', ledger.unknown),
  countOf(scenario, 'refused otherwise', ledger.refusedOtherwise),
  ...(finalBinds === null
    ? []
    : [
        countOf(scenario, 'false success', finalBinds.falseSuccess),
        countOf(scenario, 'late apply', finalBinds.lateApply),
        countOf(scenario, 'password from nowhere', finalBinds.neither),
      ]),
  ...(heartbeats === null ? [] : [countOf(scenario, 'heartbeats missed', heartbeats.missed)]),
]

/** Bytes and messages for one operation; at IP level TCP’s timing has its part, so there an interval. */
function linkReadings({ name, ladder, operations, intervals }: LinkResult): Reading[] {
  if (operations === 0) return []
  const each = (metric: string, total: number | null, unit: Unit): Reading[] =>
    total === null
      ? []
      : [{ scope: name, metric, unit, better: 'lower', exact: true, value: total / operations }]
  const perOperation = intervals
    .filter((interval) => interval.operations > 0)
    .map((interval) => interval.ipBytes / interval.operations)
  return [
    ...each('messages per operation', ladder.messages, 'count'),
    ...each('message bytes per operation', ladder.messageBytes, 'bytes'),
    ...each('plaintext bytes per operation', ladder.plaintextBytes, 'bytes'),
    ...each('TLS records per operation', ladder.tlsRecords, 'count'),
    {
      scope: name,
      metric: 'IP bytes per operation',
      unit: 'bytes',
      better: 'lower',
      exact: false,
      value: ladder.ipBytes / operations,
      ...(perOperation.length > 2 && {
        estimate: (alpha: number) => seriesMean(perOperation, alpha),
      }),
    },
  ]
}

/** What each type of message weighs; a request that grows may no longer fit into its promise (PWB-MSG-5). */
const sizeReadings = ({ type, medianBytes, maxBytes }: MessageSizes): Reading[] =>
  [
    { metric: `${type}, usual size`, value: medianBytes },
    { metric: `${type}, greatest size`, value: maxBytes },
  ].map((each) => ({ ...each, scope: 'messages', unit: 'bytes', better: 'lower', exact: true }))

/** Hot paths: only runs of one machine, and best of all rounds in turns (`micro --against`), can be compared. */
const hotPath = ({ name, wallNs, roundsNs }: MicroResult): Reading => ({
  scope: 'hot paths',
  metric: name,
  unit: 'µs',
  better: 'lower',
  exact: false,
  value: wallNs / 1_000,
  ...(roundsNs.length > 2 && {
    estimate: (alpha: number) =>
      seriesMean(
        roundsNs.map((ns) => ns / 1_000),
        alpha,
      ),
  }),
})

/** All that can be compared of one run, in the order of a report. */
export const readingsOf = (
  result: Pick<Result, 'load' | 'links' | 'requirements' | 'figures' | 'micro' | 'messageSizes'>,
): Reading[] => [
  ...result.load.flatMap((load) => [...latencies(load), ...throughput(load), ...loadCounts(load)]),
  ...result.links.flatMap(linkReadings),
  ...(result.messageSizes ?? []).flatMap(sizeReadings),
  ...(result.micro ?? []).map(hotPath),
  countOf(
    '',
    'requirements failed',
    result.requirements.filter(({ verdict }) => verdict === 'fail').length,
  ),
  countOf(
    '',
    'requirements not proven',
    result.requirements.filter(({ verdict }) => verdict === 'not-proven').length,
  ),
  ...result.figures.map(
    ({ name, value, unit }): Reading => ({
      scope: '',
      metric: name,
      unit,
      better: 'neither',
      exact: false,
      value,
    }),
  ),
]
