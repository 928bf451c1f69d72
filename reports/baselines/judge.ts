import type { BaselineComparison, LoadResult, Result } from '../model/result.ts'
import { formatNumber } from '../model/units.ts'
import { allowanceOf, nameOf } from './allowed.ts'
import { type Baseline, type BaselineMetric, metricsOf } from './baseline.ts'

/** A run against a baseline. */
export interface Held {
  /** What the result file keeps of it. */
  readonly comparison: BaselineComparison
  /** What the baseline has and this run did not measure or judge. */
  readonly unjudged: readonly string[]
  /** Why the two cannot be compared at all; empty: they can. */
  readonly refusals: readonly string[]
}

/** Another machine or version moves ratios a little; it does not make them meaningless. */
const ENVIRONMENT_FIELDS = ['cpu', 'cores', 'node', 'openssl', 'tlsGroup'] as const
/** Another load has other ratios. */
const WORKLOAD_FIELDS = ['loop', 'arrivals', 'ratePerSecond', 'durationMs', 'inFlightCap'] as const

const warningsOf = (baseline: Baseline, { environment }: Pick<Result, 'environment'>) =>
  ENVIRONMENT_FIELDS.flatMap((field) => {
    const [before, now] = [baseline.environment[field], environment[field]]
    return before === now
      ? []
      : [`unlike the baseline: ${field} is ${now ?? 'not told'}, was ${before ?? 'not told'}`]
  })

/** With another rate or length there is nothing to compare; a load that is missing shows in its metrics. */
export const workloadRefusals = (
  baseline: Baseline,
  load: readonly Pick<LoadResult, 'scenario' | (typeof WORKLOAD_FIELDS)[number]>[],
) =>
  baseline.load.flatMap((before) => {
    const now = load.find(({ scenario }) => scenario === before.scenario)
    if (now === undefined) return []
    return WORKLOAD_FIELDS.filter((field) => now[field] !== before[field]).map(
      (field) =>
        `${before.scenario}: ${field} is ${now[field]}, the baseline’s ${before[field]}; run with the baseline’s, or make one for these: writeback baseline`,
    )
  })

/** The worst value that is not yet called worse. */
const worstAllowed = (before: BaselineMetric) => {
  const { better, value } = before
  const limit = allowanceOf(before)?.limit ?? { amount: 0 }
  const room = 'share' in limit ? limit.share * Math.abs(value) : limit.amount
  return better === 'lower' ? value + room : value - room
}

function compareMetric(before: BaselineMetric, value: number) {
  const allowed = worstAllowed(before)
  const worse = before.better === 'lower' ? value > allowed : value < allowed
  return { name: nameOf(before), unit: before.unit, base: before.value, value, allowed, worse }
}

/** Judges a run by a baseline: every metric that both have, and each requirement that was proven. */
export function judgeByBaseline(
  baseline: Baseline,
  run: Pick<Result, 'environment' | 'load' | 'links' | 'figures' | 'requirements'>,
): Held {
  const found = new Map(metricsOf(run).map((each) => [nameOf(each), each.value]))
  const rows = baseline.metrics.flatMap((before) => {
    const value = found.get(nameOf(before))
    return value === undefined ? [] : [compareMetric(before, value)]
  })
  const verdicts = new Map(run.requirements.map(({ id, verdict }) => [id, verdict]))
  const unmeasured = baseline.metrics.map(nameOf).filter((name) => !found.has(name))
  const unasked = baseline.proven.filter((id) => !verdicts.has(id))
  return {
    comparison: {
      runs: baseline.runs,
      warnings: warningsOf(baseline, run),
      rows,
      noLongerProven: baseline.proven.filter((id) => {
        const verdict = verdicts.get(id)
        return verdict !== undefined && verdict !== 'pass'
      }),
    },
    unjudged: [
      ...unmeasured.map((name) => `the baseline has ${name}, this run did not measure it`),
      ...(unasked.length === 0
        ? []
        : [`proven in the baseline and not judged now: ${unasked.join(', ')}`]),
    ],
    refusals: workloadRefusals(baseline, run.load),
  }
}

/** The comparison as thresholds of the verdict; what got worse is not ok. */
export const thresholdsOf = ({ rows, noLongerProven }: BaselineComparison) => [
  ...rows.map(({ name, unit, base, value, allowed, worse }) => ({
    name: worse ? `worse than the baseline: ${name}` : name,
    ok: !worse,
    observed: `${formatNumber(value)} ${unit}, was ${formatNumber(base)}`,
    limit: `${formatNumber(allowed)} ${unit}`,
  })),
  ...noLongerProven.map((id) => ({
    name: `worse than the baseline: ${id}`,
    ok: false,
    observed: 'not proven',
    limit: 'proven, as it was',
  })),
]
