/** Throughput at a concurrency: `concurrency` at least 1, `perSecond` above 0. */
export interface Point {
  readonly concurrency: number
  readonly perSecond: number
}

/**
 * Gunther's Universal Scalability Law: X(N) = γN ÷ (1 + σ(N − 1) + κN(N − 1)). `gamma`: operations a second
 * of one alone; `sigma`: the share that has to wait its turn (contention); `kappa`: what each pair costs to
 * agree (coherency). Fitted values may lie below 0: noise, or more than linear growth.
 */
export interface Law {
  readonly gamma: number
  readonly sigma: number
  readonly kappa: number
}

type Vector = readonly [number, number, number]

const denominator = ({ sigma, kappa }: Pick<Law, 'sigma' | 'kappa'>, n: number) =>
  1 + sigma * (n - 1) + kappa * n * (n - 1)

/** What the law says of a concurrency, operations a second. */
export const throughputBy = (law: Law, concurrency: number): number =>
  (law.gamma * concurrency) / denominator(law, concurrency)

/** The concurrency with the highest throughput; infinite where the law has none. */
export const peakOf = ({ sigma, kappa }: Law): number =>
  kappa > 0 && sigma < 1 ? Math.sqrt((1 - sigma) / kappa) : Number.POSITIVE_INFINITY

const determinant = ([a, b, c]: Vector, [d, e, f]: Vector, [g, h, i]: Vector) =>
  a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)

/** Cramer's rule; the matrix is symmetrical. */
function solve([r1, r2, r3]: readonly [Vector, Vector, Vector], right: Vector): Vector {
  const all = determinant(r1, r2, r3)
  return [
    determinant(right, r2, r3) / all,
    determinant(r1, right, r3) / all,
    determinant(r1, r2, right) / all,
  ]
}

const add = (a: Vector, b: Vector, times = 1): Vector => [
  a[0] + times * b[0],
  a[1] + times * b[1],
  a[2] + times * b[2],
]

interface Row {
  readonly slopes: Vector
  readonly residual: number
}

const ZERO: Vector = [0, 0, 0]

/** The normal equations of rows; `damping` (Levenberg and Marquardt) enlarges their diagonal. */
function stepOf(rows: readonly Row[], damping: number): Vector {
  let [first, second, third, right] = [ZERO, ZERO, ZERO, ZERO]
  for (const { slopes, residual } of rows) {
    first = add(first, slopes, slopes[0])
    second = add(second, slopes, slopes[1])
    third = add(third, slopes, slopes[2])
    right = add(right, slopes, residual)
  }
  return solve(
    [
      [first[0] * (1 + damping), first[1], first[2]],
      [second[0], second[1] * (1 + damping), second[2]],
      [third[0], third[1], third[2] * (1 + damping)],
    ],
    right,
  )
}

/** N ÷ X is linear in 1 ÷ γ, σ ÷ γ and κ ÷ γ: least squares of its relative errors, to begin with. */
function linearised(points: readonly Point[]): Law {
  const [a, b, c] = stepOf(
    points.map(({ concurrency: n, perSecond }) => {
      const weight = perSecond / n
      return { slopes: [weight, weight * (n - 1), weight * n * (n - 1)], residual: 1 }
    }),
    0,
  )
  return { gamma: 1 / a, sigma: b / a, kappa: c / a }
}

/** By ln γ, σ, κ: the logarithms of measured ÷ fitted, so that each throughput counts by its share. */
const rowsOf = (points: readonly Point[], law: Law): Row[] =>
  points.map(({ concurrency: n, perSecond }) => {
    const below = denominator(law, n)
    return {
      slopes: [1, -(n - 1) / below, (-n * (n - 1)) / below],
      residual: Math.log(perSecond / throughputBy(law, n)),
    }
  })

/** Infinite where the law gives no throughput. */
function costOf(points: readonly Point[], law: Law): number {
  const cost = rowsOf(points, law).reduce((sum, { residual }) => sum + residual ** 2, 0)
  return Number.isNaN(cost) ? Number.POSITIVE_INFINITY : cost
}

const movedBy = ({ gamma, sigma, kappa }: Law, [byGamma, bySigma, byKappa]: Vector): Law => ({
  gamma: gamma * Math.exp(byGamma),
  sigma: sigma + bySigma,
  kappa: kappa + byKappa,
})

const STEPS_AT_MOST = 100
const DAMPING = { first: 1e-3, most: 1e9, factor: 10 }
const ENOUGH = 1e-12
const CONCURRENCIES_AT_LEAST = 4

function check(points: readonly Point[]) {
  const different = new Set(points.map(({ concurrency }) => concurrency)).size
  const strange = points.find(({ concurrency, perSecond }) => !(concurrency >= 1 && perSecond > 0))
  if (strange !== undefined) {
    throw new RangeError(
      `scalability: found ${strange.perSecond}/s at ${strange.concurrency}; both must be above 0`,
    )
  }
  if (different < CONCURRENCIES_AT_LEAST) {
    throw new RangeError(
      `scalability: found ${different} concurrencies; three parameters need at least ${CONCURRENCIES_AT_LEAST}`,
    )
  }
}

/**
 * The law nearest to the points: nonlinear least squares (Levenberg-Marquardt) of relative errors. Throws
 * RangeError for fewer than four concurrencies, and for a throughput that is not above 0.
 */
export function fitLaw(points: readonly Point[]): Law {
  check(points)
  let law = linearised(points)
  if (!(law.gamma > 0) || costOf(points, law) === Number.POSITIVE_INFINITY) {
    const [first] = points
    law = { gamma: first ? first.perSecond / first.concurrency : 1, sigma: 0, kappa: 0 }
  }
  let cost = costOf(points, law)
  let damping: number = DAMPING.first
  for (let step = 0; step < STEPS_AT_MOST && damping < DAMPING.most; step++) {
    const next = movedBy(law, stepOf(rowsOf(points, law), damping))
    const nextCost = costOf(points, next)
    const gain = cost - nextCost
    if (gain >= 0) {
      law = next
      cost = nextCost
      damping /= DAMPING.factor
      if (gain <= ENOUGH * (cost + ENOUGH)) break
    } else {
      damping *= DAMPING.factor
    }
  }
  return law
}
