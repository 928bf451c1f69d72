import { brokenRestrictions } from '../directory/policy/restrictions.ts'
import { type HotPath, purely } from './hot-path.ts'

const POLICY = {
  minimumLength: 8,
  historyLength: 24,
  complexity: true,
  minimumAgeMs: 0,
  maximumAgeMs: 0,
  lockoutThreshold: 0,
  lockoutDurationMs: 0,
  lockoutWindowMs: 0,
} as const
const TRAITS = {
  otherClass: 'uncased-letters',
  namesForbidden: true,
  filterNeedsComplexity: true,
  limitsLength: true,
  exemptsNotRequired: true,
  comparesAllRemembered: false,
} as const
const CANDIDATE = {
  password: 'Second-Passw0rd',
  samAccountName: 'u12345678',
  displayName: 'Some One-Else',
  bannedWords: ['contoso', 'password1'],
  passwordNotRequired: false,
  pwdLastSetMs: 1,
  historyPosition: -1,
} as const

export const policyDecisionPath: HotPath = {
  title: 'decide on a password by the policy',
  async open() {
    return purely(() => {
      const broken = brokenRestrictions(CANDIDATE, POLICY, TRAITS, { nowMs: 2 })
      if (broken.length > 0) throw new Error(`a good password was refused: ${broken.join(', ')}`)
    })
  },
}
