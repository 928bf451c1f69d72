import type { DelayLaw } from './law.ts'

/** Sent at its due time, it arrives a little later: this near to the stall, it may have met it. */
const NEAR_MS = 5

/**
 * Median response time, in milliseconds from the due time, of the operations counted that fell due
 * outside the stall: what the driver saw without it, however much of the load it took. Not a number:
 * nothing was answered there.
 */
export function medianOutside(
  dueMs: Float64Array,
  doneMs: Float32Array,
  { afterMs, lastsMs }: NonNullable<DelayLaw['stall']>,
  isCounted: (operation: number) => boolean,
): number {
  const untilMs = afterMs + lastsMs
  const responses = Array.from(dueMs, (due, index) => ({
    due,
    responseMs: isCounted(index) ? (doneMs[index] ?? Number.NaN) - due : Number.NaN,
  }))
    .filter(({ due }) => due < afterMs - NEAR_MS || due > untilMs + NEAR_MS)
    .map(({ responseMs }) => responseMs)
    .filter((each) => !Number.isNaN(each))
    .toSorted((a, b) => a - b)
  return responses[Math.floor(responses.length / 2)] ?? Number.NaN
}
