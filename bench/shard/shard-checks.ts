import { headlineHistogram } from '../../reports/model/load-figures.ts'
import type { LoadResult } from '../../reports/model/result.ts'
import type { ShardRun } from './shard-run.ts'

type Check = LoadResult['validity'][number]

/** Generators whose clocks differ by more did not make the schedule’s storm together. */
const START_SKEW_MS = 1_000

const ms = (us: number | undefined) => (us === undefined ? '–' : `${(us / 1_000).toFixed(1)} ms`)

/** One shard as seen from outside: what it sent, how late it was; a sick one is told from the others here. */
function shardCheck({ runId, load, interrupted }: ShardRun): Check {
  const wrong = load.validity.filter(({ ok }) => !ok).map(({ name }) => name)
  const lag = headlineHistogram(load, 'lag')?.percentilesUs['p99']
  const response = headlineHistogram(load, 'response')?.percentilesUs['p99']
  const problems = [
    ...(interrupted ? ['interrupted'] : []),
    ...(wrong.length > 0 ? [`not valid: ${wrong.join(', ')}`] : []),
  ]
  return {
    name: `shard ${load.shard?.index ?? 0} of ${load.shard?.count ?? 0}`,
    ok: problems.length === 0,
    observed: `${[...problems, `${load.ledger.sent} sent`].join('; ')}, lag p99 ${ms(lag)}, response p99 ${ms(response)} (${runId})`,
    limit: 'valid, run to its end',
  }
}

function complete(runs: readonly ShardRun[]): Check {
  const count = runs[0]?.load.shard?.count ?? 0
  const there = new Set(runs.map(({ load }) => load.shard?.index))
  const missing = Array.from({ length: count }, (_, index) => index).filter(
    (index) => !there.has(index),
  )
  return {
    name: 'all shards there',
    ok: missing.length === 0,
    observed: missing.length === 0 ? `all ${count}` : `missing: ${missing.join(', ')}`,
    limit: `shards 0 to ${count - 1}`,
  }
}

function whole(runs: readonly ShardRun[]): Check {
  const planned = runs.reduce(
    (sum, { load }) => sum + load.ledger.planned + (load.needlessTries ?? 0),
    0,
  )
  const operations = runs[0]?.load.shard?.operations ?? 0
  return {
    name: 'whole schedule',
    ok: planned === operations,
    observed: `${planned} operations planned by the shards, with tries that were not needed`,
    limit: `${operations}, as the schedule has`,
  }
}

function together(runs: readonly ShardRun[]): Check {
  const starts = runs.map(({ load }) => load.shard?.startedAt ?? 0)
  const skewMs = Math.max(...starts) - Math.min(...starts)
  return {
    name: 'started together',
    ok: skewMs <= START_SKEW_MS,
    observed: `${skewMs} ms apart, each by its own clock`,
    limit: `at most ${START_SKEW_MS} ms: give all the same --start-at, and keep the clocks by NTP`,
  }
}

/** Whether the shards were one load: of all of them, and of each. */
export const shardChecks = (runs: readonly ShardRun[]): Check[] => [
  complete(runs),
  whole(runs),
  together(runs),
  ...runs.map(shardCheck),
]
