import { decodeFromCompressedBase64 } from 'hdr-histogram-js'
import { withoutSteering } from '../model/steering.ts'
import type { HistogramResult, Ladder, LoadResult, Result } from '../model/result.ts'
import { tallyVerdicts } from '../model/tally.ts'

/** Upper bounds of the buckets in seconds: from one lone reset to the portal’s wait limit. */
const BOUNDS_S = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30] as const

const LAYERS = {
  messages: 'messageBytes',
  plaintext: 'plaintextBytes',
  tls: 'tcpPayloadBytes',
  ip: 'ipBytes',
} as const satisfies Record<string, keyof Ladder>

const VERDICTS = ['pass', 'fail', 'waived', 'error', 'not-proven', 'not-applicable'] as const

type Labels = Readonly<Record<string, string>>

const escape = (text: string) =>
  withoutSteering(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')

const sample = (name: string, labels: Labels, value: number) => {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escape(text)}"`)
  return `${name}{${pairs.join(',')}} ${value}`
}

interface Family {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly unit?: 'seconds' | 'bytes'
  readonly samples: readonly string[]
}

/** How many values are at most this many microseconds, to the three digits that the histogram keeps. */
function cumulative({ hdrV2, count }: HistogramResult): (us: number) => number {
  const decoded = decodeFromCompressedBase64(hdrV2)
  const valueOfRank = (rank: number) => decoded.getValueAtPercentile((100 * (rank - 0.5)) / count)
  return (us) => {
    let low = 0
    let high = count
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (valueOfRank(middle) <= us) low = middle
      else high = middle - 1
    }
    return low
  }
}

function histogramSamples(load: LoadResult, histogram: HistogramResult): string[] {
  const { metric, phase, outcome, count, sumUs } = histogram
  const name = 'writeback_latency_seconds'
  const countUpTo = cumulative(histogram)
  const labels = { scenario: load.scenario, loop: load.loop, metric, phase, outcome }
  return [
    ...BOUNDS_S.map((bound) =>
      sample(`${name}_bucket`, { ...labels, le: bound.toFixed(3) }, countUpTo(bound * 1e6)),
    ),
    sample(`${name}_bucket`, { ...labels, le: '+Inf' }, count),
    sample(`${name}_count`, labels, count),
    sample(`${name}_sum`, labels, sumUs / 1e6),
  ]
}

const operationSamples = ({ scenario, loop, ledger }: LoadResult) =>
  Object.entries(ledger).map(([term, count]) =>
    sample('writeback_operations_total', { scenario, loop, term }, count),
  )

function families({ requirements, load, links, exit, endedAt }: Result): Family[] {
  const tally = tallyVerdicts(requirements)
  return [
    {
      name: 'writeback_exit_code',
      type: 'gauge',
      help: 'Exit code of the run; 0 is proven.',
      samples: [sample('writeback_exit_code', { name: exit.name }, exit.code)],
    },
    {
      name: 'writeback_ended_timestamp_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'When the run ended, since the epoch.',
      samples: [sample('writeback_ended_timestamp_seconds', {}, endedAt / 1_000)],
    },
    {
      name: 'writeback_requirements',
      type: 'gauge',
      help: 'Requirements by verdict.',
      samples: VERDICTS.map((verdict) =>
        sample('writeback_requirements', { verdict }, tally[verdict]),
      ),
    },
    {
      name: 'writeback_operations',
      type: 'counter',
      help: 'Operations of a load by term of the ledger.',
      samples: load.flatMap(operationSamples),
    },
    {
      name: 'writeback_latency_seconds',
      type: 'histogram',
      unit: 'seconds',
      help: 'Latencies of a load.',
      // A series for each outcome next to the one of all would count operations twice in a sum.
      samples: load.flatMap((each) =>
        each.histograms
          .filter(({ outcome, count }) => outcome === 'all' && count > 0)
          .flatMap((histogram) => histogramSamples(each, histogram)),
      ),
    },
    {
      name: 'writeback_link_bytes',
      type: 'counter',
      unit: 'bytes',
      help: 'Bytes on a link, both directions, up to a layer.',
      samples: links.flatMap(({ name: link, ladder }) =>
        Object.entries(LAYERS).flatMap(([layer, field]) => {
          const bytes = ladder[field]
          return bytes === null
            ? []
            : [sample('writeback_link_bytes_total', { link, layer }, bytes)]
        }),
      ),
    },
  ]
}

/** A run as OpenMetrics text: base units, histograms with buckets that can be added up. */
export function renderOpenMetrics(result: Result): string {
  const lines = families(result)
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, type, help, unit, samples }) => [
      `# TYPE ${name} ${type}`,
      ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
      `# HELP ${name} ${help}`,
      ...samples,
    ])
  return `${[...lines, '# EOF'].join('\n')}\n`
}
