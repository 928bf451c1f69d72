import { z } from 'zod'
import type { Random } from '../random.ts'

/** How arrivals of a given rate follow each other. */
export const SPACINGS = ['uniform', 'poisson'] as const
export type Spacing = (typeof SPACINGS)[number]
export const spacing = z
  .enum(SPACINGS, `must be one of ${SPACINGS.join(', ')}`)
  .default('poisson')
  .describe('evenly spaced, or as independent people come')

/** A stretch whose rate goes evenly from one value to another. */
export interface RateSegment {
  readonly durationMs: number
  readonly fromPerSecond: number
  readonly toPerSecond: number
}

/** How long after the segment's start its rate, integrated, has come to `arrivals`. */
function timeOf(arrivals: number, { durationMs, fromPerSecond, toPerSecond }: RateSegment): number {
  const from = fromPerSecond / 1000
  const slope = (toPerSecond - fromPerSecond) / 1000 / durationMs
  // The root of from·t + slope·t²/2 = arrivals, in the form that a slope of nothing leaves whole.
  return (2 * arrivals) / (from + Math.sqrt(Math.max(0, from * from + 2 * slope * arrivals)))
}

const arrivalsOf = ({ durationMs, fromPerSecond, toPerSecond }: RateSegment) =>
  ((fromPerSecond + toPerSecond) / 2 / 1000) * durationMs

/** To a picosecond: what is meant as a whole millisecond is one. */
const tidy = (ms: number) => Math.round(ms * 1e9) / 1e9

/** Rounding may take a whole number of arrivals a hair below itself. */
const EPSILON = 1e-9

/**
 * Arrivals whose rate follows the segments. Even spacing puts the first at the start and each next when
 * the integral of the rate has grown by one; Poisson when it has grown by an exponential draw of mean one.
 */
export function followRate(
  segments: readonly RateSegment[],
  how: Spacing,
  random: Random,
): Float64Array {
  const times: number[] = []
  const gap = () => (how === 'uniform' ? 1 : -Math.log(1 - random()))
  let next = how === 'uniform' ? 0 : gap()
  let before = 0
  let startMs = 0
  for (const segment of segments) {
    const until = before + arrivalsOf(segment)
    for (; next < until - EPSILON; next += gap()) {
      times.push(tidy(startMs + timeOf(Math.max(0, next - before), segment)))
    }
    before = until
    startMs += segment.durationMs
  }
  const endsMs = startMs
  return Float64Array.from(times.filter((at) => at < endsMs))
}
