import type { ValidityCheck } from '../measure/validity.ts'

/** What the driver saw of the known server. Times in milliseconds, from the due times. */
export interface Calibration {
  readonly planned: number
  readonly answered: number
  readonly responseP50Ms: number
  readonly responseP99Ms: number
  readonly lagP99Ms: number
  /** How often it was measured; the figures are the last one’s. */
  readonly attempts: number
}

/**
 * The server answers after 20 ms, its timer up to a millisecond later, and a third of the shortest run waits for the
 * stall: what the median may be.
 */
export const P50_MS = { from: 19, to: 25 } as const
/** One in twenty and more wait for most of the stall of a second. */
export const P99_AT_LEAST_MS = 900

/** Whether the driver told the known server as it is. */
export const isReproduced = (found: Omit<Calibration, 'attempts'>): boolean =>
  found.planned > 0 &&
  found.answered === found.planned &&
  found.responseP50Ms >= P50_MS.from &&
  found.responseP50Ms <= P50_MS.to &&
  found.responseP99Ms >= P99_AT_LEAST_MS

/** Whether a run with this driver, on this machine and now, may be believed. */
export function calibrationCheck(found: Calibration): ValidityCheck {
  const { planned, answered, responseP50Ms, responseP99Ms, lagP99Ms, attempts } = found
  const again = attempts > 1 ? `; measured ${attempts} times` : ''
  return {
    name: 'calibration',
    ok: isReproduced(found),
    observed: `p50 ${responseP50Ms.toFixed(2)} ms, p99 ${responseP99Ms.toFixed(0)} ms, ${answered} of ${planned} answered, lag p99 ${lagP99Ms.toFixed(2)} ms${again}`,
    limit: `of a server of 20 ms that stalls for 1 s: p50 ${P50_MS.from} to ${P50_MS.to} ms, p99 at least ${P99_AT_LEAST_MS} ms, all answered`,
  }
}
