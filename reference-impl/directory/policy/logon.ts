import type { LockoutState } from './lockout.ts'
import type { PasswordPolicy } from './password-policy.ts'
import { hasFlag, type UserAccountControl } from './user-account-control.ts'

/** Why a bind is refused: the hex code that Active Directory puts into its text. */
export const LOGON_FAILURES = {
  'wrong-password': '52e',
  disabled: '533',
  'account-expired': '701',
  'must-change-password': '773',
  'password-expired': '532',
  'locked-out': '775',
} as const
export type LogonFailure = keyof typeof LOGON_FAILURES

export interface LogonAccount extends LockoutState {
  readonly userAccountControl: UserAccountControl
  readonly pwdLastSetMs: number
  /** 0: never. */
  readonly accountExpiresMs: number
}

/** What keeps an account with the right password out. Undefined: nothing. */
export function logonFailure(
  account: LogonAccount,
  policy: PasswordPolicy,
  nowMs: number,
): LogonFailure | undefined {
  const { userAccountControl, pwdLastSetMs, accountExpiresMs } = account
  if (hasFlag(userAccountControl, 'accountDisable')) return 'disabled'
  if (accountExpiresMs !== 0 && accountExpiresMs <= nowMs) return 'account-expired'
  if (hasFlag(userAccountControl, 'dontExpirePassword')) return undefined
  if (pwdLastSetMs === 0) return 'must-change-password'
  return isPasswordExpired(account, policy, nowMs) ? 'password-expired' : undefined
}

export const isPasswordExpired = (
  { pwdLastSetMs, userAccountControl }: LogonAccount,
  { maximumAgeMs }: PasswordPolicy,
  nowMs: number,
): boolean =>
  !hasFlag(userAccountControl, 'dontExpirePassword') &&
  (pwdLastSetMs === 0 || (maximumAgeMs !== 0 && pwdLastSetMs + maximumAgeMs <= nowMs))
