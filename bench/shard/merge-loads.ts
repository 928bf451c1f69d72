import type { LoadResult } from '../../reports/model/result.ts'
import { Recorder } from '../measure/recorder.ts'
import { shardChecks } from './shard-checks.ts'
import type { ShardRun } from './shard-run.ts'
import { sumCounts, sumFinalBinds, sumHeartbeats, sumIntervals } from './sum.ts'

/** What must be equal, or the shards did not run one schedule. */
const SHARED = [
  'scenario',
  'seed',
  'scheduleSha256',
  'arrivals',
  'ratePerSecond',
  'durationMs',
  'compression',
] as const

/** What all of a shard's load is held to, for a reader. */
const heldWords = ({ shard }: LoadResult) =>
  (shard?.thresholds ?? []).map((text) => `"${text}"`).join(', ') || 'no threshold'

/** Why runs cannot be joined, in words that name the run; empty: they can. */
export function strangers(runs: readonly ShardRun[]): string[] {
  const [first] = runs
  if (first === undefined) return ['no shard was given']
  const taken = new Map<number, string>()
  return runs.flatMap(({ runId, load }) => {
    const { shard } = load
    if (shard === undefined) return [`${runId}: is no shard; run it with --shard`]
    const twin = taken.get(shard.index)
    taken.set(shard.index, runId)
    return [
      ...SHARED.filter((name) => load[name] !== first.load[name]).map(
        (name) =>
          `${runId}: ${name} is ${String(load[name])}, of ${first.runId} it is ${String(first.load[name])}`,
      ),
      ...(shard.count === first.load.shard?.count
        ? []
        : [
            `${runId}: is one of ${shard.count} shards, ${first.runId} of ${first.load.shard?.count ?? 0}`,
          ]),
      ...(heldWords(load) === heldWords(first.load)
        ? []
        : [`${runId}: is held to ${heldWords(load)}, ${first.runId} to ${heldWords(first.load)}`]),
      ...(twin === undefined ? [] : [`${runId}: is shard ${shard.index}, as is ${twin}`]),
    ]
  })
}

function mergedHistograms(loads: readonly LoadResult[]) {
  const recorder = new Recorder()
  try {
    for (const { histograms } of loads) recorder.merge(histograms)
    return recorder.results()
  } finally {
    recorder.destroy()
  }
}

const mergedExpectations = (loads: readonly LoadResult[]): Pick<LoadResult, 'expectations'> => {
  const all = loads.flatMap(({ expectations }) =>
    expectations === undefined ? [] : [expectations],
  )
  if (all.length === 0) return {}
  const counts = sumCounts(
    all.map(({ met, wrongRefusal, wrongAcceptance, unavailable, notComparable }) => ({
      met,
      wrongRefusal,
      wrongAcceptance,
      unavailable,
      notComparable,
    })),
  )
  return { expectations: { ...counts, wrong: all.flatMap(({ wrong }) => wrong) } }
}

/** Of those that planned some. */
const mergedNeedless = (loads: readonly LoadResult[]): Pick<LoadResult, 'needlessTries'> => {
  const all = loads.flatMap(({ needlessTries }) => needlessTries ?? [])
  return all.length === 0 ? {} : { needlessTries: all.reduce((sum, each) => sum + each, 0) }
}

/** Absent when a shard did not tell. */
const mergedAtCap = (loads: readonly LoadResult[]): Pick<LoadResult, 'atInFlightCap'> => {
  const all = loads.flatMap(({ atInFlightCap }) => atInFlightCap ?? [])
  return all.length < loads.length ? {} : { atInFlightCap: sumCounts(all) }
}

/** What was done to the system of any shard, and what that shows; a count that one of them lacks is not known. */
const mergedTruth = (
  loads: readonly LoadResult[],
): Pick<LoadResult, 'disturbances' | 'applied'> => {
  const disturbances = loads.flatMap((load) => load.disturbances ?? [])
  const all = loads.flatMap(({ applied }) => (applied === undefined ? [] : [applied]))
  const sum = (term: 'twice' | 'late') =>
    all.reduce<number | null>(
      (total, each) => (total === null || each[term] === null ? null : total + each[term]),
      0,
    )
  return {
    ...(disturbances.length > 0 && { disturbances }),
    ...(all.length > 0 && {
      applied: { twice: sum('twice'), late: sum('late'), shown: all.flatMap(({ shown }) => shown) },
    }),
  }
}

/**
 * Joins the shards of one schedule into the load that they were together: histograms added bucket for
 * bucket, counts and sums added, least and greatest kept; no percentile is ever averaged. Shards that
 * are missing, invalid, interrupted or late make the whole not valid. Throws RangeError for runs that
 * `strangers` tells.
 */
export function mergeLoads(runs: readonly ShardRun[]): LoadResult {
  const problems = strangers(runs)
  const ordered = runs.toSorted((a, b) => (a.load.shard?.index ?? 0) - (b.load.shard?.index ?? 0))
  const loads = ordered.map(({ load }) => load)
  const [first] = loads
  if (first === undefined || problems.length > 0) throw new RangeError(problems.join('; '))
  const {
    shard: _shard,
    disturbances: _disturbances,
    applied: _applied,
    atInFlightCap: _atInFlightCap,
    ...shared
  } = first
  const inFlightCap = loads.reduce((sum, load) => sum + load.inFlightCap, 0)
  return {
    ...shared,
    inFlightCap,
    ...mergedAtCap(loads),
    ...mergedNeedless(loads),
    histograms: mergedHistograms(loads),
    intervals: sumIntervals(loads.map(({ intervals }) => intervals)),
    outcomes: sumCounts(loads.map(({ outcomes }) => outcomes)),
    ledger: sumCounts(loads.map(({ ledger }) => ledger)),
    finalBinds: sumFinalBinds(loads.map(({ finalBinds }) => finalBinds)),
    heartbeats: sumHeartbeats(loads.map(({ heartbeats }) => heartbeats)),
    ...mergedExpectations(loads),
    ...mergedTruth(loads),
    validity: shardChecks(ordered),
  }
}
