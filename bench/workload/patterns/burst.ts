import { z } from 'zod'
import { duration, whole } from '../scenario/forms.ts'
import { pattern } from './pattern.ts'

/** Many at once, again and again. */
export const burst = pattern(
  z.strictObject({
    kind: z.literal('burst'),
    operations: whole(1, 100_000).describe('how many fall due at the same instant'),
    every: duration.describe('from one burst to the next; the first is at the start of the phase'),
  }),
  ({ operations, every }) => ({
    title: `bursts of ${operations} every ${every / 1000} s`,
    times: ({ durationMs }) =>
      Float64Array.from(
        { length: Math.ceil(durationMs / every) * operations },
        (_, index) => Math.floor(index / operations) * every,
      ),
  }),
)
