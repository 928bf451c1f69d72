import type { Generation } from '../../harness/contract/generations.ts'
import type { GenerationState, TenantState } from './tenant-state.ts'

const ROLLOVER_MONTHS = 6
const ROLLOVER_DAYS = 180
const DAY_MS = 86_400_000

/** The same day of the month six calendar months on, or that month's last day (PWB-KEY-1). */
export function rolloverDueMs(madeAtMs: number, months = ROLLOVER_MONTHS): number {
  const due = new Date(madeAtMs)
  const day = due.getUTCDate()
  due.setUTCDate(1)
  due.setUTCMonth(due.getUTCMonth() + months + 1, 0)
  due.setUTCDate(Math.min(day, due.getUTCDate()))
  return due.getTime()
}

/** When keys made at this time are due, milliseconds since the epoch, by what the generation promises. */
export const ROLLOVER_DUE_MS: Readonly<Record<Generation, (madeAtMs: number) => number>> = {
  'aad-connect-2017': (madeAtMs) => rolloverDueMs(madeAtMs),
  'entra-2025': (madeAtMs) => madeAtMs + ROLLOVER_DAYS * DAY_MS,
}

/**
 * With a new generation in front. One that was never used goes: the portal has dropped it too, and
 * seals under the one before.
 */
export function withNewest(state: TenantState, made: GenerationState): TenantState {
  const [newest, ...earlier] = state.generations
  const isAbandoned = newest.usedAtMs === null && earlier.length > 0
  return { ...state, generations: [made, ...(isAbandoned ? [] : [newest]), ...earlier] }
}

/** With the newest one marked as used; the same state when it was already. */
export function withUse(state: TenantState, nowMs: number): TenantState {
  const [newest, ...earlier] = state.generations
  if (newest.usedAtMs !== null) return state
  return { ...state, generations: [{ ...newest, usedAtMs: nowMs }, ...earlier] }
}

/** Until when each is good: the overlap after the next newer one was first used; Infinity: not known yet. */
export const endsOf = ({ generations }: TenantState, overlapMs: number): number[] =>
  generations.map((_, index) => {
    const newer = index === 0 ? undefined : generations[index - 1]
    return newer === undefined || newer.usedAtMs === null ? Infinity : newer.usedAtMs + overlapMs
  })

/** Without those whose overlap is over (PWB-KEY-3). */
export function withoutEnded(state: TenantState, overlapMs: number, nowMs: number): TenantState {
  const ends = endsOf(state, overlapMs)
  const [newest, ...earlier] = state.generations
  const kept = earlier.filter((_, index) => (ends[index + 1] ?? 0) > nowMs)
  return kept.length === earlier.length ? state : { ...state, generations: [newest, ...kept] }
}
