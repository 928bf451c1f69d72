import type { ValidityCheck } from '../measure/validity.ts'

/** What the driver saw of the known server. Times in milliseconds, from the due times. */
export interface Calibration {
  readonly planned: number
  readonly answered: number
  /** Median of what the server delays, of what fell due outside the stall. */
  readonly delayedMs: number
  /** The same of what it answers at once, in the same load: what a request and its answer cost here. */
  readonly atOnceMs: number
  readonly responseP99Ms: number
  readonly lagP99Ms: number
  /** How often it was measured; the figures are the last one’s. */
  readonly attempts: number
}

/** 5 % of 20 ms, whatever a request and its answer cost on this machine. */
export const DELAY_MS = { from: 19, to: 21 } as const
/** A run may be believed with 10 %: beside other programs, threads wake later. */
const BELIEVED_DELAY_MS = { from: 18, to: 22 } as const
/** What driver and machine add to everything does not show in the delay: half of that at most. */
export const AT_ONCE_AT_MOST_MS = 10
/** One in twenty and more wait for most of the stall of a second. */
export const P99_AT_LEAST_MS = 900

type Found = Omit<Calibration, 'attempts'>

/** The server's delay, as the driver told it. */
export const delayToldMs = ({ delayedMs, atOnceMs }: Found): number => delayedMs - atOnceMs

/** Whether the driver told the known server as it is. */
export const isReproduced = (found: Found): boolean =>
  found.planned > 0 &&
  found.answered === found.planned &&
  delayToldMs(found) >= BELIEVED_DELAY_MS.from &&
  delayToldMs(found) <= BELIEVED_DELAY_MS.to &&
  found.atOnceMs <= AT_ONCE_AT_MOST_MS &&
  found.responseP99Ms >= P99_AT_LEAST_MS

/** Whether a run with this driver, on this machine and now, may be believed. */
export function calibrationCheck(found: Calibration): ValidityCheck {
  const { planned, answered, delayedMs, atOnceMs, responseP99Ms, lagP99Ms, attempts } = found
  const again = attempts > 1 ? `; measured ${attempts} times` : ''
  return {
    name: 'calibration',
    ok: isReproduced(found),
    observed: `delay ${delayToldMs(found).toFixed(2)} ms (median ${delayedMs.toFixed(2)}, of answers at once ${atOnceMs.toFixed(2)}), p99 ${responseP99Ms.toFixed(0)} ms, ${answered} of ${planned} answered, lag p99 ${lagP99Ms.toFixed(2)} ms${again}`,
    limit: `of a server of 20 ms that stalls for 1 s: delay ${BELIEVED_DELAY_MS.from} to ${BELIEVED_DELAY_MS.to} ms, answers at once at most ${AT_ONCE_AT_MOST_MS} ms, p99 at least ${P99_AT_LEAST_MS} ms, all answered`,
  }
}
