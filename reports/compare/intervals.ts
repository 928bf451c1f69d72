import { NORMAL, studentCritical } from './student.ts'

/** An estimate with the bounds of its confidence interval. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

export const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Sample variance (n − 1); 0 of fewer than two values. */
export function variance(values: readonly number[]): number {
  if (values.length < 2) return 0
  const middle = mean(values)
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1)
}

/**
 * The difference of two means of runs, next − base, with the interval that holds it with confidence
 * 1 − `alpha` (Welch: spreads may differ). At least two values a side.
 */
export function welch(base: readonly number[], next: readonly number[], alpha: number): Estimate {
  const value = mean(next) - mean(base)
  const baseShare = variance(base) / base.length
  const nextShare = variance(next) / next.length
  const square = baseShare + nextShare
  if (square === 0) return { value, low: value, high: value }
  const freedom =
    square ** 2 / (baseShare ** 2 / (base.length - 1) + nextShare ** 2 / (next.length - 1))
  const reach = studentCritical(alpha, freedom) * Math.sqrt(square)
  return { value, low: value - reach, high: value + reach }
}

/**
 * The difference of two independent estimates, next − base, from their own intervals (MOVER: Zou and
 * Donner). The sides' intervals need not be symmetrical, as those of percentiles are not.
 */
export function differenceOf(base: Estimate, next: Estimate): Estimate {
  const value = next.value - base.value
  return {
    value,
    low: value - Math.hypot(next.value - next.low, base.high - base.value),
    high: value + Math.hypot(next.high - next.value, base.value - base.low),
  }
}

/**
 * How many values in a row say as much as one independent value: 1 + 2 Σ of the autocorrelations as
 * long as neighbouring pairs of them stay positive (Geyer). At least 1.
 */
export function correlationTime(series: readonly number[]): number {
  const middle = mean(series)
  const power = series.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  if (power === 0) return 1
  const correlation = (lag: number) =>
    series
      .slice(lag)
      .reduce((sum, value, index) => sum + (value - middle) * ((series[index] ?? 0) - middle), 0) /
    power
  let time = 1
  for (let lag = 1; lag + 1 < series.length / 2; lag += 2) {
    const pair = correlation(lag) + correlation(lag + 1)
    if (pair <= 0) break
    time += 2 * pair
  }
  return Math.max(1, time)
}

/** The mean of a series in time; neighbours that move together count as fewer values. */
export function seriesMean(series: readonly number[], alpha: number): Estimate {
  const value = mean(series)
  const effective = series.length / correlationTime(series)
  const freedom = Math.max(1, Math.min(NORMAL, effective - 1))
  const reach = studentCritical(alpha, freedom) * Math.sqrt(variance(series) / effective)
  return { value, low: value - reach, high: value + reach }
}

/** The interval (Wilson) of a share that was seen in `count` independent values. */
export function shareInterval(share: number, count: number, alpha: number): Estimate {
  const z = studentCritical(alpha, NORMAL)
  const weight = 1 + z ** 2 / count
  const middle = (share + z ** 2 / (2 * count)) / weight
  const reach = (z / weight) * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2))
  return { value: share, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) }
}
