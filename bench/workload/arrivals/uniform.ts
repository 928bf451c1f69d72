import type { Arrivals } from './arrivals.ts'

/** One arrival every 1/rate, the first at the start. */
export const uniform: Arrivals = {
  title: 'evenly spaced',
  times({ ratePerSecond, durationMs }) {
    const expected = (ratePerSecond * durationMs) / 1000
    // A product such as 0.1 × 30 may come out a hair above the whole number that is meant.
    const count = Math.ceil(expected - 1e-9)
    return Float64Array.from({ length: count }, (_, index) => (index * 1000) / ratePerSecond)
  },
}
