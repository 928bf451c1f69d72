import { readingsOf } from '../compare/readings.ts'
import type { Result } from '../model/result.ts'
import { changePoints } from './change-points.ts'

/** One metric over the runs that measured it, oldest first. */
export interface Series {
  readonly name: string
  readonly unit: string
  readonly points: readonly { readonly run: Result; readonly value: number }[]
  /** Indexes into `points`: the first run of each new level. */
  readonly changes: readonly number[]
}

/** Every metric of the results over time, those that changed first. */
export function trendOf(results: readonly Result[]): Series[] {
  const series = new Map<string, { unit: string; points: { run: Result; value: number }[] }>()
  for (const run of results.toSorted((a, b) => a.startedAt - b.startedAt)) {
    for (const { scope, metric, unit, value } of readingsOf(run)) {
      const name = scope === '' ? metric : `${scope}: ${metric}`
      const known = series.get(name) ?? { unit, points: [] }
      known.points.push({ run, value })
      series.set(name, known)
    }
  }
  const all = [...series].map(([name, { unit, points }]) => ({
    name,
    unit,
    points,
    changes: changePoints(points.map(({ value }) => value)),
  }))
  const changed = ({ changes }: Series) => (changes.length > 0 ? 0 : 1)
  return all.toSorted((a, b) => changed(a) - changed(b))
}
