import { z } from 'zod'
import { rate } from '../scenario/forms.ts'
import { pattern } from './pattern.ts'
import { followRate, spacing } from './rate-curve.ts'

/** A staircase. */
export const steps = pattern(
  z.strictObject({
    kind: z.literal('steps'),
    ratesPerSecond: z
      .array(rate, 'must be a list of rates')
      .min(1, 'must hold a rate')
      .describe('one rate after the other, each for an equal part of the phase'),
    spacing,
  }),
  ({ ratesPerSecond, spacing: how }) => ({
    title: `steps of ${ratesPerSecond.join(', ')}/s`,
    times: ({ durationMs, random }) =>
      followRate(
        ratesPerSecond.map((each) => ({
          durationMs: durationMs / ratesPerSecond.length,
          fromPerSecond: each,
          toPerSecond: each,
        })),
        how,
        random,
      ),
  }),
)
