import type { Clock } from '../../clock.ts'

/** So many attempts within `windowMs` lock for `lockMs`, counted from the last of them. */
export interface AttemptLimit {
  readonly limit: number
  readonly windowMs: number
  readonly lockMs: number
}

interface Attempts {
  /** Those within the window, the oldest first. */
  atMs: readonly number[]
  lockedUntilMs: number
}

const NONE: Attempts = { atMs: [], lockedUntilMs: 0 }

/** Counts attempts by account; what is counted, and how many are too many, is the caller's. */
export function createAttempts(clock: Clock) {
  const byKey = new Map<string, Attempts>()
  return {
    note(key: string, { limit, windowMs, lockMs }: AttemptLimit) {
      const now = clock.now()
      const { atMs, lockedUntilMs } = byKey.get(key) ?? NONE
      const recent = [...atMs.filter((at) => at > now - windowMs), now]
      const locks = recent.length >= limit
      byKey.set(
        key,
        locks ? { atMs: [], lockedUntilMs: now + lockMs } : { atMs: recent, lockedUntilMs },
      )
    },
    /** How long the account stays locked, in milliseconds; 0: it is not. */
    lockedForMs: (key: string) => Math.max(0, (byKey.get(key)?.lockedUntilMs ?? 0) - clock.now()),
    forget: (key: string) => void byKey.delete(key),
    clear: () => byKey.clear(),
  }
}
