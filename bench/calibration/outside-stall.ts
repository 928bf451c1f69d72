import type { DelayLaw } from './law.ts'

/** Sent at its due time, it arrives a little later: this near to the stall, it may have met it. */
const NEAR_MS = 5

/**
 * Median response time, in milliseconds from the due time, of what fell due outside the stall: what the
 * driver saw of the delay alone, however much of the load the stall took. Not a number: nothing was
 * answered there.
 */
export function medianOutside(
  dueMs: Float64Array,
  doneMs: Float32Array,
  { afterMs, lastsMs }: NonNullable<DelayLaw['stall']>,
): number {
  const untilMs = afterMs + lastsMs
  const responses = Array.from(dueMs, (due, index) => ({
    due,
    responseMs: (doneMs[index] ?? Number.NaN) - due,
  }))
    .filter(({ due }) => due < afterMs - NEAR_MS || due > untilMs + NEAR_MS)
    .map(({ responseMs }) => responseMs)
    .filter((each) => !Number.isNaN(each))
    .toSorted((a, b) => a - b)
  return responses[Math.floor(responses.length / 2)] ?? Number.NaN
}
