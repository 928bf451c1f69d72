import type { SeedEntry } from './directory-seed.ts'
import { DOMAIN_DN } from '../plan.ts'

/** A fine-grained password policy (msDS-PasswordSettings); what is not named is as the shipped domain policy. */
export interface PasswordSettings {
  readonly precedence: number
  readonly minimumLength?: number
  readonly complexity?: boolean
  readonly historyLength?: number
  readonly minimumAgeMs?: number
  readonly lockoutThreshold?: number
  readonly lockoutMs?: number
}

const CONTAINER = `CN=Password Settings Container,CN=System,${DOMAIN_DN}`
const INTERVALS_PER_MS = 10_000
/** Durations are negative counts of 100 ns. */
const duration = (ms: number) => String(-ms * INTERVALS_PER_MS)
const flag = (on: boolean) => (on ? 'TRUE' : 'FALSE')

/** The attributes of the policy; a class and a name make it an entry. */
export const settingsAttributes = (settings: PasswordSettings) => {
  const {
    precedence,
    minimumLength = 8,
    complexity = true,
    historyLength = 24,
    minimumAgeMs = 0,
    lockoutThreshold = 0,
    lockoutMs = 30 * 60_000,
  } = settings
  return {
    'msDS-PasswordSettingsPrecedence': [String(precedence)],
    'msDS-PasswordReversibleEncryptionEnabled': [flag(false)],
    'msDS-PasswordHistoryLength': [String(historyLength)],
    'msDS-PasswordComplexityEnabled': [flag(complexity)],
    'msDS-MinimumPasswordLength': [String(minimumLength)],
    'msDS-MinimumPasswordAge': [duration(minimumAgeMs)],
    'msDS-MaximumPasswordAge': ['0'],
    'msDS-LockoutThreshold': [String(lockoutThreshold)],
    'msDS-LockoutObservationWindow': [duration(lockoutMs)],
    'msDS-LockoutDuration': [duration(lockoutMs)],
  }
}

/** An entry for the policy, which applies to the users and groups named. */
export const passwordSettings = (
  name: string,
  settings: PasswordSettings,
  appliesTo: readonly string[],
): SeedEntry => ({
  dn: `CN=${name},${CONTAINER}`,
  attributes: {
    objectClass: ['top', 'msDS-PasswordSettings'],
    ...settingsAttributes(settings),
    'msDS-PSOAppliesTo': appliesTo,
  },
})
