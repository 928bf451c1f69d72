import papaparse from 'papaparse'
import type { LoadResult, Result } from '../model/result.ts'

/** One value at one moment, in the shape that k6 writes. */
interface Point {
  readonly metric: string
  readonly atMs: number
  readonly value: number
  readonly tags: Readonly<Record<string, string>>
}

type Interval = LoadResult['intervals'][number]

const METRICS: readonly {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly contains: 'default' | 'time' | 'data'
  value?(interval: Interval): number
}[] = [
  {
    name: 'operations_planned',
    type: 'counter',
    contains: 'default',
    value: ({ planned }) => planned,
  },
  { name: 'operations_sent', type: 'counter', contains: 'default', value: ({ sent }) => sent },
  {
    name: 'operations_completed',
    type: 'counter',
    contains: 'default',
    value: ({ completed }) => completed,
  },
  { name: 'in_flight', type: 'gauge', contains: 'default', value: ({ inFlight }) => inFlight },
  {
    name: 'lag_p99_ms',
    type: 'gauge',
    contains: 'time',
    value: ({ lagP99Us }) => lagP99Us / 1_000,
  },
  {
    name: 'response_p50_ms',
    type: 'gauge',
    contains: 'time',
    value: ({ responseP50Us }) => responseP50Us / 1_000,
  },
  {
    name: 'response_p99_ms',
    type: 'gauge',
    contains: 'time',
    value: ({ responseP99Us }) => responseP99Us / 1_000,
  },
  { name: 'link_ip_bytes', type: 'counter', contains: 'data' },
]

/**
 * The course of loads and links, interval by interval. Times are the moment of the run’s start plus the
 * time within the load: a file does not say how long after the start a load began.
 */
const pointsOf = ({ startedAt, load, links }: Result): Point[] => [
  ...load.flatMap(({ scenario, loop, intervals }) =>
    intervals.flatMap((interval) =>
      METRICS.flatMap(({ name, value }) =>
        value === undefined
          ? []
          : [
              {
                metric: name,
                atMs: startedAt + interval.startMs,
                value: value(interval),
                tags: { scenario, loop },
              },
            ],
      ),
    ),
  ),
  ...links.flatMap(({ name, intervals }) =>
    intervals.map(({ startMs, ipBytes }) => ({
      metric: 'link_ip_bytes',
      atMs: startedAt + startMs,
      value: ipBytes,
      tags: { link: name },
    })),
  ),
]

/** Lines of JSON as k6 writes them: each metric told once, then its points. */
export function renderPoints(result: Result): string {
  const points = pointsOf(result)
  const used = new Set(points.map(({ metric }) => metric))
  const metrics = METRICS.filter(({ name }) => used.has(name)).map(({ name, type, contains }) => ({
    type: 'Metric',
    metric: name,
    data: { name, type, contains, thresholds: [], submetrics: null },
  }))
  const lines = points.map(({ metric, atMs, value, tags }) => ({
    metric,
    type: 'Point',
    data: { time: new Date(atMs).toISOString(), value, tags },
  }))
  return [...metrics, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** The same points as a table, with the first columns of k6’s CSV. */
export const renderCsv = (result: Result): string =>
  `${papaparse.unparse(
    {
      fields: ['metric_name', 'timestamp', 'metric_value', 'of'],
      data: pointsOf(result).map(({ metric, atMs, value, tags }) => [
        metric,
        Math.floor(atMs / 1_000),
        value,
        tags['scenario'] ?? tags['link'],
      ]),
    },
    { newline: '\n', escapeFormulae: true },
  )}\n`
