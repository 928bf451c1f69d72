import { z } from 'zod'
import { rate } from '../scenario/forms.ts'
import { pattern } from './pattern.ts'
import { followRate, type Spacing } from './rate-curve.ts'

const steady = <K extends Spacing>(kind: K, words: string) =>
  pattern(
    z.strictObject({
      kind: z.literal(kind),
      ratePerSecond: rate.describe('mean arrivals per second; below 1 is fine'),
    }),
    ({ ratePerSecond }) => ({
      title: `${words} ${ratePerSecond}/s`,
      times: ({ durationMs, random }) =>
        followRate(
          [{ durationMs, fromPerSecond: ratePerSecond, toPerSecond: ratePerSecond }],
          kind,
          random,
        ),
    }),
  )

/** One arrival every 1/rate, the first at the start. */
export const uniform = steady('uniform', 'evenly')
/** Independent people. */
export const poisson = steady('poisson', 'Poisson')
