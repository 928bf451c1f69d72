import type { Result } from '../model/result.ts'
import { differenceOf, type Estimate, mean, welch } from './intervals.ts'
import { type Likeness, likenessOf } from './likeness.ts'
import { type Reading, readingsOf } from './readings.ts'

/** The share of comparisons of equal sides in which any row at all may be called different. */
export const FAMILY_ALPHA = 0.05

/**
 * What a single run a side cannot show is how runs differ from each other; identical code on a machine
 * that others use differs by this share and more. A difference has to exceed it before it counts.
 */
export const UNSEEN_BETWEEN_RUNS = 0.1

/** How a difference was judged: what its interval stands for. */
export const METHODS = {
  exact: 'counted: any difference is one',
  runs: 'Welch interval over runs',
  'within runs': 'interval from within one run a side; must also exceed 10 %',
  none: 'one run a side and no spread known: not judged',
} as const
export type Method = keyof typeof METHODS

export interface Row {
  readonly scope: string
  readonly metric: string
  readonly unit: string
  readonly better: Reading['better']
  readonly method: Method
  readonly base: number
  readonly next: number
  /** next − base, in the unit of the metric; without bounds where no spread is known. */
  readonly difference: Estimate | { readonly value: number }
  readonly significant: boolean
}

export interface VerdictChange {
  readonly id: string
  readonly base: string
  readonly next: string
}

export interface Comparison {
  readonly baseRuns: number
  readonly nextRuns: number
  readonly likeness: Likeness
  readonly rows: readonly Row[]
  /** Requirements whose verdict is another one than in the first run of the base. */
  readonly verdicts: readonly VerdictChange[]
  /** What only one side measured, as `scope: metric`. */
  readonly oneSided: readonly string[]
}

interface Pair {
  readonly base: readonly Reading[]
  readonly next: readonly Reading[]
}

const nameOf = ({ scope, metric }: Reading) => (scope === '' ? metric : `${scope}: ${metric}`)

const byName = (results: readonly Result[]) => {
  const found = new Map<string, Reading[]>()
  for (const reading of results.flatMap(readingsOf)) {
    const name = nameOf(reading)
    found.set(name, [...(found.get(name) ?? []), reading])
  }
  return found
}

const values = (readings: readonly Reading[]) => readings.map(({ value }) => value)
const agree = (readings: readonly Reading[]) => new Set(values(readings)).size === 1

function methodOf({ base, next }: Pair): Method {
  if (base[0]?.exact === true && agree(base) && agree(next)) return 'exact'
  if (base.length > 1 && next.length > 1) return 'runs'
  return base[0]?.estimate !== undefined && next[0]?.estimate !== undefined ? 'within runs' : 'none'
}

const excludesZero = ({ low, high }: Estimate) => low > 0 || high < 0

/** Significant when the interval excludes no difference, and for one run a side also the unseen share. */
function judge(pair: Pair, method: Method, alpha: number): Pick<Row, 'difference' | 'significant'> {
  const value = mean(values(pair.next)) - mean(values(pair.base))
  if (method === 'exact')
    return { difference: { value, low: value, high: value }, significant: value !== 0 }
  if (method === 'runs') {
    const difference = welch(values(pair.base), values(pair.next), alpha)
    return { difference, significant: excludesZero(difference) }
  }
  const base = pair.base[0]?.estimate?.(alpha)
  const next = pair.next[0]?.estimate?.(alpha)
  if (method === 'none' || base === undefined || next === undefined) {
    return { difference: { value }, significant: false }
  }
  const difference = differenceOf(base, next)
  const exceeds = Math.abs(difference.value) > UNSEEN_BETWEEN_RUNS * Math.abs(base.value)
  return { difference, significant: excludesZero(difference) && exceeds }
}

function verdictChanges(base: readonly Result[], next: readonly Result[]): VerdictChange[] {
  const before = new Map(base[0]?.requirements.map(({ id, verdict }) => [id, verdict]))
  return next.flatMap(({ requirements }) =>
    requirements.flatMap(({ id, verdict }) => {
      const was = before.get(id)
      return was === undefined || was === verdict ? [] : [{ id, base: was, next: verdict }]
    }),
  )
}

/**
 * Compares the runs of one side with those of the other, row by row. The rows with chance in them share
 * one error of 5 % (Bonferroni): of equal sides, at most one comparison in twenty shows any difference.
 */
export function compareRuns(base: readonly Result[], next: readonly Result[]): Comparison {
  const before = byName(base)
  const after = byName(next)
  const pairs = [...before].flatMap(([name, readings]) => {
    const others = after.get(name)
    return others === undefined ? [] : [{ base: readings, next: others }]
  })
  const methods = pairs.map(methodOf)
  const tests = methods.filter((method) => method === 'runs' || method === 'within runs').length
  const rows = pairs.flatMap((pair, index): Row[] => {
    const [first] = pair.base
    const method = methods[index]
    if (first === undefined || method === undefined) return []
    const { scope, metric, unit, better } = first
    return [
      {
        scope,
        metric,
        unit,
        better,
        method,
        base: mean(values(pair.base)),
        next: mean(values(pair.next)),
        ...judge(pair, method, FAMILY_ALPHA / Math.max(1, tests)),
      },
    ]
  })
  const names = new Set([...before.keys(), ...after.keys()])
  return {
    baseRuns: base.length,
    nextRuns: next.length,
    likeness: likenessOf(base, next),
    rows,
    verdicts: verdictChanges(base, next),
    oneSided: [...names].filter((name) => !before.has(name) || !after.has(name)),
  }
}
