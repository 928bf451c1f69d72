import { z } from 'zod'

/** A fitted value with the interval that holds it with the confidence of the fit. */
const estimate = z.strictObject({ value: z.number(), low: z.number(), high: z.number() })
export type ScalabilityEstimate = z.infer<typeof estimate>

/**
 * The Universal Scalability Law fitted to throughputs: X(N) = γN ÷ (1 + σ(N − 1) + κN(N − 1)), N: requests in
 * flight. Throughputs are operations a second.
 */
export const scalabilityResult = z.strictObject({
  operation: z.string(),
  /** Ascending by requests in flight; one throughput a round. */
  levels: z.array(
    z.strictObject({
      inFlight: z.int().min(1),
      perSecond: z.array(z.number().positive()).min(1),
      fittedPerSecond: z.number(),
    }),
  ),
  /** Of the intervals: 0.95. */
  confidence: z.number(),
  /** Of one alone, operations a second. */
  gamma: estimate,
  /** Contention: the share that waits its turn. */
  sigma: estimate,
  /** Coherency: what each pair costs. */
  kappa: estimate,
  /**
   * Where throughput is highest. `found`: within what was measured; `none`: the interval of κ reaches 0, so
   * that there may be no peak; `beyond`: not within what was measured, and not extrapolated.
   */
  peak: z.discriminatedUnion('is', [
    z.strictObject({
      is: z.literal('found'),
      inFlight: estimate,
      perSecond: z.number(),
    }),
    z.strictObject({ is: z.literal('none') }),
    z.strictObject({ is: z.literal('beyond') }),
  ]),
  /** The furthest that the geometric mean of a level lies off the law, as a share of it. */
  worstMisfit: z.number().min(0),
  /** No level lies off the law by much and by more than its rounds scatter. */
  describes: z.boolean(),
})
export type ScalabilityResult = z.infer<typeof scalabilityResult>
