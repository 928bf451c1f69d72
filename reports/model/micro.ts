import { z } from 'zod'

/** How a hot path differs from another build's, measured in turns. */
const change = z.strictObject({
  /** Own median ÷ the other's, less 1: above 0 is slower. */
  share: z.number(),
  /** A smaller share is noise. */
  limit: z.number().min(0),
  /** Of a difference as great by chance (Mann-Whitney, two-sided, exact). */
  probability: z.number().min(0).max(1),
  /** `~`: may be chance. */
  verdict: z.enum(['slower', 'faster', '~']),
})
export type MicroChange = z.infer<typeof change>

/** One hot path of `writeback micro`. Times in nanoseconds of one operation. */
export const microResult = z.strictObject({
  name: z.string(),
  title: z.string(),
  /** Median over rounds. */
  wallNs: z.number().positive(),
  processorNs: z.number().nonnegative(),
  /** Each round's median: what comparisons rest on. */
  roundsNs: z.array(z.number().positive()).min(1),
  /** The bare operation that this one contains, and how many times as long this one takes. */
  contains: z.strictObject({ name: z.string(), ratio: z.number().positive() }).optional(),
  /** The other build's rounds, where one was measured in turns with this. */
  against: z
    .strictObject({ wallNs: z.number().positive(), roundsNs: z.array(z.number()), change })
    .optional(),
})
export type MicroResult = z.infer<typeof microResult>
