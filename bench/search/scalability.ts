import type { ScalabilityResult } from '../../reports/model/scalability.ts'
import { createRandom, integerBelow, type Random } from '../workload/random.ts'
import { fitLaw, type Law, peakOf, type Point, throughputBy } from './scalability-law.ts'

/** Throughputs that were measured with so many requests in flight, one a round. */
export interface Level {
  readonly inFlight: number
  readonly perSecond: readonly number[]
}

const CONFIDENCE = 0.95
const RESAMPLES = 1_000
/** With fewer, a level does not show how much it scatters. */
export const ROUNDS_AT_LEAST = 3

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * As many throughputs of a level, drawn with replacement. Their distances from the mean are stretched, since
 * those of a few values are smaller on average than the law's they came from.
 */
function redraw({ inFlight, perSecond }: Level, random: Random): Point[] {
  const logs = perSecond.map(Math.log)
  const middle = mean(logs)
  const stretch = Math.sqrt(logs.length / (logs.length - 1))
  return logs.map(() => {
    const drawn = logs[integerBelow(random, logs.length)] ?? middle
    return { concurrency: inFlight, perSecond: Math.exp(middle + (drawn - middle) * stretch) }
  })
}

/** The bounds that leave out an equal share of the values on either side. */
function intervalOf(values: readonly number[]): { low: number; high: number } {
  const ascending = values.toSorted((a, b) => a - b)
  const left = Math.floor(((1 - CONFIDENCE) / 2) * ascending.length)
  const at = (index: number) => ascending[index] ?? Number.NaN
  return { low: at(left), high: at(ascending.length - 1 - left) }
}

const estimateOf = (laws: readonly Law[], fitted: Law, of: (law: Law) => number) => ({
  value: of(fitted),
  ...intervalOf(laws.map(of)),
})

function peakBy(
  fitted: Law,
  laws: readonly Law[],
  levels: readonly Level[],
): ScalabilityResult['peak'] {
  if (intervalOf(laws.map(({ kappa }) => kappa)).low <= 0) return { is: 'none' }
  const inFlight = estimateOf(laws, fitted, peakOf)
  const measured = levels.map((level) => level.inFlight)
  const isWithin =
    inFlight.value >= Math.min(...measured) &&
    inFlight.value <= Math.max(...measured) &&
    Number.isFinite(inFlight.high)
  return isWithin
    ? { is: 'found', inFlight, perSecond: throughputBy(fitted, inFlight.value) }
    : { is: 'beyond' }
}

const MISFIT_AT_MOST = 0.1
/** Of its mean: what lies further off is hardly chance. */
const STANDARD_ERRORS = 3

const logsOf = ({ perSecond }: Level) => perSecond.map(Math.log)

/** Standard deviation of a round's logarithm, pooled over all levels: one alone has few rounds. */
function scatterOf(levels: readonly Level[]): number {
  const squares = levels.map(logsOf).map((logs) => {
    const middle = mean(logs)
    return logs.reduce((sum, each) => sum + (each - middle) ** 2, 0)
  })
  const freedom = levels.reduce((sum, { perSecond }) => sum + perSecond.length - 1, 0)
  return Math.sqrt(squares.reduce((sum, each) => sum + each, 0) / freedom)
}

/** How far the geometric mean of a level lies off the law. */
function misfitOf(level: Level, law: Law, scatter: number) {
  const off = mean(logsOf(level)) - Math.log(throughputBy(law, level.inFlight))
  const share = Math.abs(Math.exp(off) - 1)
  const error = scatter / Math.sqrt(level.perSecond.length)
  return { share, isMuch: share > MISFIT_AT_MOST && Math.abs(off) > STANDARD_ERRORS * error }
}

function check(levels: readonly Level[]) {
  const few = levels.find(({ perSecond }) => perSecond.length < ROUNDS_AT_LEAST)
  if (few === undefined) return
  throw new RangeError(
    `scalability: found ${few.perSecond.length} rounds with ${few.inFlight} in flight; needs at least ${ROUNDS_AT_LEAST}`,
  )
}

/**
 * The Universal Scalability Law of what was measured, with 95 % intervals by a seeded bootstrap over the
 * rounds of each level. A peak is told only where it lies within what was measured and the interval of κ is
 * above 0: the law is not extrapolated. Throws RangeError for too few levels (four) or rounds (three).
 */
export function fitScalability(
  operation: string,
  levels: readonly Level[],
  seed: number,
): ScalabilityResult {
  check(levels)
  const points = levels.flatMap(({ inFlight, perSecond }) =>
    perSecond.map((each) => ({ concurrency: inFlight, perSecond: each })),
  )
  const fitted = fitLaw(points)
  const random = createRandom(seed, 'scalability')
  const laws = Array.from({ length: RESAMPLES }, () =>
    fitLaw(levels.flatMap((level) => redraw(level, random))),
  )
  const misfits = levels.map((level) => misfitOf(level, fitted, scatterOf(levels)))
  return {
    operation,
    levels: levels
      .toSorted((a, b) => a.inFlight - b.inFlight)
      .map(({ inFlight, perSecond }) => ({
        inFlight,
        perSecond: [...perSecond],
        fittedPerSecond: throughputBy(fitted, inFlight),
      })),
    confidence: CONFIDENCE,
    gamma: estimateOf(laws, fitted, ({ gamma }) => gamma),
    sigma: estimateOf(laws, fitted, ({ sigma }) => sigma),
    kappa: estimateOf(laws, fitted, ({ kappa }) => kappa),
    peak: peakBy(fitted, laws, levels),
    worstMisfit: Math.max(...misfits.map(({ share }) => share)),
    describes: !misfits.some(({ isMuch }) => isMuch),
  }
}
