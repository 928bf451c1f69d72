import type { TenantSettings } from '../../../harness/contract/tenant-settings.ts'
import type { Clock } from '../../clock.ts'
import { type AttemptLimit, createAttempts } from './attempts.ts'
import { Refusal } from '../http/refusal.ts'
import type { User } from '../onboarding/user-list.ts'

const MS_PER_S = 1_000
const HOUR_MS = 60 * 60_000
/** What the product's cloud does against guessed sign-ins. */
const SIGN_IN: AttemptLimit = { limit: 10, windowMs: HOUR_MS, lockMs: 60_000 }

/** What one tenant's accounts tried of late, by cloud anchor: it survives a new user list. */
export function createThrottles(clock: Clock) {
  return {
    gates: createAttempts(clock),
    passwords: createAttempts(clock),
    signIns: createAttempts(clock),
  }
}
export type Throttles = ReturnType<typeof createThrottles>

/** The part of a tenant that counts attempts. */
interface Throttled {
  readonly throttles: Throttles
  readonly settings: TenantSettings
}

function requireOpen(lockedForMs: number) {
  if (lockedForMs > 0) {
    throw new Refusal('too-many-attempts', { retryAfterS: Math.ceil(lockedForMs / MS_PER_S) })
  }
}

/** Throws `too-many-attempts`, with the time to wait, while the account is locked out of self-service (PWB-FLOW-7). */
export function requireUnlocked({ throttles }: Throttled, { cloudAnchor }: User) {
  requireOpen(throttles.gates.lockedForMs(cloudAnchor))
  requireOpen(throttles.passwords.lockedForMs(cloudAnchor))
}

/** A gate that was not passed; enough of them lock the account (PWB-FLOW-7). */
export function countFailedGate({ throttles, settings }: Throttled, { cloudAnchor }: User) {
  const { failedGates, lockoutMs } = settings
  const limit = { limit: failedGates, windowMs: lockoutMs, lockMs: lockoutMs }
  throttles.gates.note(cloudAnchor, limit)
}

/** A password or an unlock that the account submits by self-service. */
export function countSubmission({ throttles, settings }: Throttled, { cloudAnchor }: User) {
  const { passwordsPerHour, lockoutMs } = settings
  if (passwordsPerHour === null) return
  throttles.passwords.note(cloudAnchor, {
    limit: passwordsPerHour,
    windowMs: HOUR_MS,
    lockMs: lockoutMs,
  })
}

/** Throws `too-many-attempts` after too many wrong sign-ins. */
export const requireSignInOpen = ({ throttles }: Throttled, { cloudAnchor }: User) =>
  requireOpen(throttles.signIns.lockedForMs(cloudAnchor))

export const countFailedSignIn = ({ throttles }: Throttled, { cloudAnchor }: User) =>
  throttles.signIns.note(cloudAnchor, SIGN_IN)
