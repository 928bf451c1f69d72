/** The percentiles that results name, by their key in a result. */
export const PERCENTILES = { p50: 50, p90: 90, p99: 99, 'p99.9': 99.9 } as const
export type PercentileName = keyof typeof PERCENTILES
export const PERCENTILE_NAMES = ['p50', 'p90', 'p99', 'p99.9'] as const

const TAIL = 0.025

/**
 * How many values a percentile needs before any two-sided 95 % bound of it exists (order statistics):
 * 368 for p99, 3,688 for p99.9.
 */
export function valuesNeeded(name: PercentileName): number {
  const share = PERCENTILES[name] / 100
  return Math.ceil(Math.log(TAIL) / Math.log(Math.max(share, 1 - share)))
}

/** The value that this share (0 to 1) of the values does not exceed (nearest rank); 0 of none. */
export function percentileOf(ascending: Float64Array, share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? 0
}
