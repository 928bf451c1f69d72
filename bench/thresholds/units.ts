/** What a metric is counted in, and how limits may give it: factors to the metric's own unit. */
export const DIMENSIONS = {
  /** Microseconds. */
  time: { us: 1, ms: 1_000, s: 1_000_000, min: 60_000_000 },
  bytes: { '': 1, B: 1, kB: 1_000 },
  /** Bits a second. */
  bandwidth: { 'bit/s': 1, 'kbit/s': 1_000, 'Mbit/s': 1_000_000 },
  count: { '': 1 },
  /** Parts of one. */
  share: { '': 1, '%': 0.01 },
} as const satisfies Record<string, Readonly<Record<string, number>>>
export type Dimension = keyof typeof DIMENSIONS

/** The factor of a unit; undefined: the dimension does not have it. */
export const factorOf = (dimension: Dimension, unit: string): number | undefined => {
  const factors: Readonly<Record<string, number>> = DIMENSIONS[dimension]
  return Object.hasOwn(factors, unit) ? factors[unit] : undefined
}

export const unitsOf = (dimension: Dimension): string =>
  Object.keys(DIMENSIONS[dimension])
    .map((unit) => (unit === '' ? 'none' : unit))
    .join(', ')

const DECIMALS = 100
const tidy = (value: number) => String(Math.round(value * DECIMALS) / DECIMALS)

/** A value in words, in the unit that its limit was given in. */
export const valueWords = (value: number, dimension: Dimension, unit: string): string => {
  const given = tidy(value / (factorOf(dimension, unit) ?? 1))
  return unit === '' ? given : `${given} ${unit}`
}
