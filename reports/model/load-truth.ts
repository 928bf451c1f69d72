import { z } from 'zod'

const count = z.int().min(0)

/** Answers compared with what a correct system says to what was asked (PWB-LOAD-4). */
export const expectations = z.strictObject({
  met: count,
  /** Refused although it should not be, or in another way than it should. */
  wrongRefusal: count,
  /** Done although it should be refused. */
  wrongAcceptance: count,
  /** "Try again": a part was down or too busy. */
  unavailable: count,
  /** No definite answer, or one that depends on an earlier answer which was not definite. */
  notComparable: count,
  /** What went wrong, the most frequent first. */
  wrong: z.array(
    z.strictObject({ asked: z.string(), expected: z.string(), found: z.string(), count }),
  ),
})
export type Expectations = z.infer<typeof expectations>

/** What was done to the system during a load; milliseconds from its start. */
export const disturbance = z.strictObject({
  kind: z.string(),
  fromMs: z.number(),
  toMs: z.number(),
  /** What was done and undone, in words. */
  told: z.string(),
})

/** Whether requests were applied once and in time (PWB-LOAD-3); null: nobody could count. */
export const applied = z.strictObject({
  twice: count.nullable(),
  late: count.nullable(),
  /** What shows it, in words, the first of each. */
  shown: z.array(z.string()),
})
