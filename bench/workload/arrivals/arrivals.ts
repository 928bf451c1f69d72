import type { Random } from '../random.ts'

export interface ArrivalParameters {
  /** Mean arrivals per second; below 1 is fine. */
  readonly ratePerSecond: number
  readonly durationMs: number
}

/** A way in which operations arrive: pure, all its randomness comes from `random`. */
export interface Arrivals {
  /** For reports. */
  readonly title: string
  /** Due times in milliseconds from the start, ascending, below `durationMs`. */
  times(parameters: ArrivalParameters, random: Random): Float64Array
}
