import { intervalMs, toInterval } from '../entries/file-time.ts'
import type { PasswordPolicy } from './password-policy.ts'

type Read = (attribute: string) => string | undefined
const COMPLEXITY_BIT = 1

/** Where a policy stands: on the domain's head, or on a fine-grained policy (PSO). */
export const DOMAIN_POLICY = {
  minimumLength: 'minPwdLength',
  historyLength: 'pwdHistoryLength',
  complexity: 'pwdProperties',
  minimumAgeMs: 'minPwdAge',
  maximumAgeMs: 'maxPwdAge',
  lockoutThreshold: 'lockoutThreshold',
  lockoutDurationMs: 'lockoutDuration',
  lockoutWindowMs: 'lockOutObservationWindow',
} as const satisfies Record<keyof PasswordPolicy, string>

export const FINE_GRAINED_POLICY = {
  minimumLength: 'msDS-MinimumPasswordLength',
  historyLength: 'msDS-PasswordHistoryLength',
  complexity: 'msDS-PasswordComplexityEnabled',
  minimumAgeMs: 'msDS-MinimumPasswordAge',
  maximumAgeMs: 'msDS-MaximumPasswordAge',
  lockoutThreshold: 'msDS-LockoutThreshold',
  lockoutDurationMs: 'msDS-LockoutDuration',
  lockoutWindowMs: 'msDS-LockoutObservationWindow',
} as const satisfies Record<keyof PasswordPolicy, string>

export const PRECEDENCE = 'msDS-PasswordSettingsPrecedence'

/** What a fine-grained policy must have besides the table above (schema of msDS-PasswordSettings). */
export const REQUIRED_OF_PSO: readonly string[] = [
  ...Object.values(FINE_GRAINED_POLICY),
  PRECEDENCE,
  'msDS-PasswordReversibleEncryptionEnabled',
]

/** `pwdProperties` is a bit field, the PSO's attribute a boolean. */
const isComplex = (text: string | undefined) =>
  text?.toUpperCase() === 'TRUE' || (Number(text ?? 0) & COMPLEXITY_BIT) !== 0

/** Reads a policy from the attributes of the domain's head or of a PSO. */
export function readPolicy(
  names: Readonly<Record<keyof PasswordPolicy, string>>,
  read: Read,
): PasswordPolicy {
  const count = (name: string) => Number(read(name) ?? 0)
  const ms = (name: string) => intervalMs(read(name) ?? '0')
  return {
    minimumLength: count(names.minimumLength),
    historyLength: count(names.historyLength),
    complexity: isComplex(read(names.complexity)),
    minimumAgeMs: ms(names.minimumAgeMs),
    maximumAgeMs: ms(names.maximumAgeMs),
    lockoutThreshold: count(names.lockoutThreshold),
    lockoutDurationMs: ms(names.lockoutDurationMs),
    lockoutWindowMs: ms(names.lockoutWindowMs),
  }
}

/** The attributes of the domain's head that say `policy`. */
export const domainPolicyAttributes = (
  policy: PasswordPolicy,
): Readonly<Record<string, string>> => ({
  minPwdLength: String(policy.minimumLength),
  pwdHistoryLength: String(policy.historyLength),
  pwdProperties: String(policy.complexity ? COMPLEXITY_BIT : 0),
  minPwdAge: toInterval(policy.minimumAgeMs),
  maxPwdAge: toInterval(policy.maximumAgeMs),
  lockoutThreshold: String(policy.lockoutThreshold),
  lockoutDuration: toInterval(policy.lockoutDurationMs),
  lockOutObservationWindow: toInterval(policy.lockoutWindowMs),
})
