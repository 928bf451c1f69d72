import { z } from 'zod'
import { validityCheck } from './validity-check.ts'

/** One measured run of a search. */
const step = z.strictObject({
  ratePerSecond: z.number().positive(),
  purpose: z.enum(['growth', 'bisection', 'confirmation']),
  /** `not-valid`: the measurement may not be believed; `reasons` say why. */
  verdict: z.enum(['kept', 'broken', 'not-valid']),
  reasons: z.array(z.string()),
  /** Every threshold, and what was found. */
  limits: z.array(validityCheck),
  /** Its place in the file’s `load`; null: not valid, so that no verdict rests on it. */
  load: z.int().min(0).nullable(),
})
export type SearchStep = z.infer<typeof step>

/** The highest rate that keeps thresholds, as far as the search came. Rates are operations a second. */
export const searchResult = z.strictObject({
  operation: z.string(),
  thresholds: z.array(z.string()).min(1),
  /** The gap between kept and broken is narrow enough at this share of the lower end. */
  resolution: z.number().positive(),
  atMostPerSecond: z.number().positive(),
  /**
   * `confirmed`: found and held in every confirming run; `at-most`: nothing broke up to the highest rate
   * allowed; `not-measured-above`: held in every confirming run, and what lies above could not be measured;
   * `going-on`: cut short before it knew.
   */
  ended: z.enum([
    'confirmed',
    'at-most',
    'not-measured-above',
    'nothing-held',
    'out-of-trials',
    'stopped',
    'not-valid',
    'going-on',
  ]),
  /** Null: none was confirmed. */
  highestPerSecond: z.number().positive().nullable(),
  /** The lowest that broke; null: none did. */
  brokePerSecond: z.number().positive().nullable(),
  /** The lowest below that which could not be measured, nor on its repetition; absent: none. */
  unmeasuredPerSecond: z.number().positive().optional(),
  steps: z.array(step),
})
export type SearchResult = z.infer<typeof searchResult>
