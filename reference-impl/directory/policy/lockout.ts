import type { PasswordPolicy } from './password-policy.ts'

/** What an account remembers of wrong passwords. Times in milliseconds since the epoch; 0: none. */
export interface LockoutState {
  readonly badPwdCount: number
  readonly badPasswordMs: number
  readonly lockoutMs: number
}

export const UNLOCKED: LockoutState = { badPwdCount: 0, badPasswordMs: 0, lockoutMs: 0 }

/** A wrong password that was the last or the last but one before the current does not count. */
const FORGIVEN_POSITIONS: readonly number[] = [1, 2]

export const isForgiven = (historyPosition: number): boolean =>
  FORGIVEN_POSITIONS.includes(historyPosition)

export const isLocked = (
  { lockoutMs }: LockoutState,
  { lockoutDurationMs }: PasswordPolicy,
  nowMs: number,
): boolean => lockoutMs !== 0 && (lockoutDurationMs === 0 || lockoutMs + lockoutDurationMs > nowMs)

/** The state after a wrong password on an account that is not locked. */
export function afterWrongPassword(
  state: LockoutState,
  policy: PasswordPolicy,
  nowMs: number,
): LockoutState {
  const fresh = state.lockoutMs !== 0 || state.badPasswordMs + policy.lockoutWindowMs <= nowMs
  const badPwdCount = (fresh ? 0 : state.badPwdCount) + 1
  const locks = policy.lockoutThreshold > 0 && badPwdCount >= policy.lockoutThreshold
  return { badPwdCount, badPasswordMs: nowMs, lockoutMs: locks ? nowMs : 0 }
}
