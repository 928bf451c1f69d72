import type { ValidityCheck } from '../measure/validity.ts'

/** What the driver saw of the known server. Times in milliseconds, from the due times. */
export interface Calibration {
  readonly planned: number
  readonly answered: number
  /** Of what fell due outside the stall. */
  readonly medianOutsideMs: number
  readonly responseP99Ms: number
  readonly lagP99Ms: number
  /** How often it was measured; the figures are the last one’s. */
  readonly attempts: number
}

/** A driver with the machine to itself: 5 % of 20 ms, a request and its answer over TLS on loopback included. */
export const MEDIAN_MS = { from: 19, to: 21 } as const
/** A run may be believed with 10 %: beside other programs, threads wake later. */
const BELIEVED_MEDIAN_MS = { from: 18, to: 22 } as const
/** One in twenty and more wait for most of the stall of a second. */
export const P99_AT_LEAST_MS = 900

/** Whether the driver told the known server as it is. */
export const isReproduced = (found: Omit<Calibration, 'attempts'>): boolean =>
  found.planned > 0 &&
  found.answered === found.planned &&
  found.medianOutsideMs >= BELIEVED_MEDIAN_MS.from &&
  found.medianOutsideMs <= BELIEVED_MEDIAN_MS.to &&
  found.responseP99Ms >= P99_AT_LEAST_MS

/** Whether a run with this driver, on this machine and now, may be believed. */
export function calibrationCheck(found: Calibration): ValidityCheck {
  const { planned, answered, medianOutsideMs, responseP99Ms, lagP99Ms, attempts } = found
  const again = attempts > 1 ? `; measured ${attempts} times` : ''
  return {
    name: 'calibration',
    ok: isReproduced(found),
    observed: `median outside the stall ${medianOutsideMs.toFixed(2)} ms, p99 ${responseP99Ms.toFixed(0)} ms, ${answered} of ${planned} answered, lag p99 ${lagP99Ms.toFixed(2)} ms${again}`,
    limit: `of a server of 20 ms that stalls for 1 s: median outside the stall ${BELIEVED_MEDIAN_MS.from} to ${BELIEVED_MEDIAN_MS.to} ms, p99 at least ${P99_AT_LEAST_MS} ms, all answered`,
  }
}
