import { z } from 'zod'
import type { Random } from '../random.ts'

/** Where in a window people come: what share has come after so much of it, both from 0 to 1. */
const CURVES = {
  /** As many at any time. */
  flat: (at) => at,
  /** Few at first and at last, most in the middle: a raised cosine. */
  bell: (at) => at - Math.sin(2 * Math.PI * at) / (2 * Math.PI),
  /** Most at once, fewer and fewer: density falls evenly to nothing. */
  early: (at) => 1 - (1 - at) ** 2,
} as const satisfies Record<string, (at: number) => number>
type CurveName = keyof typeof CURVES
const CURVE_NAMES = ['flat', 'bell', 'early'] as const satisfies readonly CurveName[]

export const curve = z
  .enum(CURVE_NAMES, `must be one of ${CURVE_NAMES.join(', ')}`)
  .default('bell')
  .describe('as many at any time, most in the middle, or most at once')

/** 2^-40 of a window: under a microsecond of a day. */
const HALVINGS = 40

/** When this share has come: the curve's inverse. */
function inverse(share: number, come: (at: number) => number): number {
  let low = 0
  let high = 1
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2
    if (come(middle) < share) low = middle
    else high = middle
  }
  return low
}

export interface Window {
  readonly fromMs: number
  readonly toMs: number
  /** Exactly so many come in it. */
  readonly people: number
  readonly curve: CurveName
}

/** When each of them comes, in no order; within the window, its end not included. */
export function comeWithin(
  { fromMs, toMs, people, curve: name }: Window,
  random: Random,
): number[] {
  return Array.from(
    { length: people },
    () => fromMs + inverse(random(), CURVES[name]) * (toMs - fromMs),
  )
}
