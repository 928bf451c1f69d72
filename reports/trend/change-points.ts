import { mean } from '../compare/intervals.ts'
import { studentTwoSided } from '../compare/student.ts'

/** Fewer runs than this say nothing about a level. */
const LEAST_RUNS = 3
const ALPHA = 0.05
/** What rounding leaves of a spread of nothing, as a share of the values’ squares. */
const ROUNDING = 1e-12

interface Stretch {
  readonly from: number
  readonly to: number
  /** How often chance makes a stretch at this very place differ as much from the others. */
  readonly chance: number
}

/** Too few runs before or after a stretch to be a level of their own. */
const isStub = (runs: number) => runs > 0 && runs < LEAST_RUNS

/** Every stretch of runs that leaves enough outside, judged against all others (one spread for both). */
function stretches(values: readonly number[]): Stretch[] {
  const count = values.length
  const middle = mean(values)
  const whole = values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  const rounding = ROUNDING * values.reduce((sum, value) => sum + value ** 2, 0)
  if (whole <= rounding) return []
  const found: Stretch[] = []
  for (let from = 0; from + LEAST_RUNS <= count; from++) {
    let sum = 0
    for (let to = from + 1; to <= count; to++) {
      sum += (values[to - 1] ?? 0) - middle
      const inside = to - from
      const outside = count - inside
      if (inside < LEAST_RUNS || outside < LEAST_RUNS) continue
      if (isStub(from) || isStub(count - to)) continue
      const between = (sum ** 2 * count) / (inside * outside)
      const within = Math.max(whole - between, rounding)
      const t = Math.sqrt((between * (count - 2)) / within)
      found.push({ from, to, chance: studentTwoSided(t, count - 2) })
    }
  }
  return found
}

/**
 * The runs from which on a series is at another level: the stretch that differs most from the rest, if
 * chance hardly makes one at any of the places that were sought (Bonferroni), then the same within each
 * part (circular binary segmentation; Olshen and others). Ascending indexes of each new level’s first run.
 */
export function changePoints(values: readonly number[]): number[] {
  const sought = stretches(values)
  const [best] = sought.toSorted((a, b) => a.chance - b.chance)
  if (best === undefined || best.chance * sought.length >= ALPHA) return []
  const edges = [best.from, best.to].filter((at) => at > 0 && at < values.length)
  const bounds = [0, ...edges, values.length]
  return bounds
    .slice(0, -1)
    .flatMap((from, index) => [
      ...(index === 0 ? [] : [from]),
      ...changePoints(values.slice(from, bounds[index + 1])).map((at) => from + at),
    ])
}
