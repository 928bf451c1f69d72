/** ln Γ(x) for x > 0 (Lanczos, g = 7, nine terms); right to about 14 digits. */
function logGamma(x: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ]
  const shifted = x - 1
  const sum = terms.reduce(
    (whole, term, index) => whole + term / (shifted + index + 1),
    0.99999999999980993,
  )
  const t = shifted + 7.5
  return Math.log(Math.sqrt(2 * Math.PI)) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum)
}

const TINY = 1e-300
const awayFromZero = (value: number) => (Math.abs(value) < TINY ? TINY : value)

/** The continued fraction of the incomplete beta function (Lentz). */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1))
  let result = d
  for (let m = 1; m <= 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / awayFromZero(1 + even * d)
    c = awayFromZero(1 + even / c)
    result *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / awayFromZero(1 + odd * d)
    c = awayFromZero(1 + odd / c)
    const step = d * c
    result *= step
    if (Math.abs(step - 1) < 1e-12) break
  }
  return result
}

/** Regularised incomplete beta function I_x(a, b). */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x),
  )
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(a, b, x)) / a
    : 1 - (front * betaFraction(b, a, 1 - x)) / b
}

/** P(|T| > t) of Student's distribution with `freedom` degrees of freedom (any number above 0). */
export const studentTwoSided = (t: number, freedom: number) =>
  incompleteBeta(freedom / 2, 0.5, freedom / (freedom + t * t))

/** Above this many degrees of freedom Student's distribution is the normal one to five digits. */
export const NORMAL = 1e5

/** The t beyond which, on both sides together, lies the share `alpha`. */
export function studentCritical(alpha: number, freedom: number): number {
  let low = 0
  let high = 1
  while (studentTwoSided(high, freedom) > alpha && high < 1e12) high *= 2
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2
    if (studentTwoSided(middle, freedom) > alpha) low = middle
    else high = middle
  }
  return (low + high) / 2
}
