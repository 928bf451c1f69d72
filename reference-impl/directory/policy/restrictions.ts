import { characterClasses, type OtherClass } from './character-classes.ts'
import { holdsName } from './name-parts.ts'
import { MAX_PASSWORD_UNITS, type PasswordPolicy } from './password-policy.ts'

/** Why a password is refused, in the order in which Active Directory looks. */
export const RESTRICTIONS = [
  'too-young',
  'too-long',
  'too-short',
  'too-few-classes',
  'holds-name',
  'holds-banned-word',
  'is-current',
  'in-history',
] as const
export type Restriction = (typeof RESTRICTIONS)[number]

const NEEDED_CLASSES = 3

/** Where directories differ. */
export interface RuleTraits {
  readonly otherClass: OtherClass
  /** Complexity forbids the account's names. */
  readonly namesForbidden: boolean
  /** The password filter is asked only where the policy asks for complexity. */
  readonly filterNeedsComplexity: boolean
  /** No password is longer than 256 characters. */
  readonly limitsLength: boolean
  /** "Password not required" lifts all rules but the greatest length. */
  readonly exemptsNotRequired: boolean
  /** A new password is held against all that the account still remembers, whatever the policy asks for now. */
  readonly comparesAllRemembered: boolean
}

export interface Candidate {
  readonly password: string
  readonly samAccountName: string
  readonly displayName: string
  /** The password filter's words. */
  readonly bannedWords: readonly string[]
  /** userAccountControl says that the account needs no password. */
  readonly passwordNotRequired: boolean
  /** 0: must change at next logon, which lifts the minimum age. */
  readonly pwdLastSetMs: number
  /** Where the password stands in the history, 0 the current one; -1: nowhere. */
  readonly historyPosition: number
}

/** Case means nothing; a word may stand anywhere in the password. */
function holdsBannedWord({ password, bannedWords }: Candidate): boolean {
  const lower = password.toLowerCase()
  return bannedWords.some((word) => lower.includes(word.toLowerCase()))
}

/** What the password may not be made of. */
function filteredRestrictions(
  candidate: Candidate,
  policy: PasswordPolicy,
  traits: RuleTraits,
): Restriction[] {
  const { password, samAccountName, displayName } = candidate
  const broken: Restriction[] = []
  const filtered = policy.complexity || !traits.filterNeedsComplexity
  if (filtered && holdsBannedWord(candidate)) broken.push('holds-banned-word')
  if (!policy.complexity) return broken
  if (characterClasses(password, traits.otherClass).size < NEEDED_CLASSES) {
    broken.push('too-few-classes')
  }
  if (traits.namesForbidden && holdsName(password, samAccountName, displayName)) {
    broken.push('holds-name')
  }
  return broken
}

/** Rules that hold for every password that is set. */
function contentRestrictions(
  candidate: Candidate,
  policy: PasswordPolicy,
  traits: RuleTraits,
): Restriction[] {
  const { password, passwordNotRequired } = candidate
  const broken: Restriction[] = []
  if (traits.limitsLength && password.length > MAX_PASSWORD_UNITS) broken.push('too-long')
  if (passwordNotRequired && traits.exemptsNotRequired) return broken
  if (password.length < policy.minimumLength) broken.push('too-short')
  return [...broken, ...filteredRestrictions(candidate, policy, traits)]
}

/** Rules about earlier passwords: for a change, and for a reset that asks for them (policy hints). */
function pastRestrictions(
  candidate: Candidate,
  policy: PasswordPolicy,
  { exemptsNotRequired, comparesAllRemembered }: RuleTraits,
  nowMs: number,
): Restriction[] {
  const { pwdLastSetMs, historyPosition, passwordNotRequired } = candidate
  const broken: Restriction[] = []
  const { minimumAgeMs } = policy
  const aged = minimumAgeMs === 0 || pwdLastSetMs === 0 || pwdLastSetMs + minimumAgeMs <= nowMs
  if (!aged) broken.push('too-young')
  const compared = comparesAllRemembered ? Number.POSITIVE_INFINITY : policy.historyLength
  const known = historyPosition >= 0 && historyPosition < compared
  if (known && !(passwordNotRequired && exemptsNotRequired)) {
    broken.push(historyPosition === 0 ? 'is-current' : 'in-history')
  }
  return broken
}

/** All that a new password breaks, first what Active Directory finds first. */
export function brokenRestrictions(
  candidate: Candidate,
  policy: PasswordPolicy,
  traits: RuleTraits,
  past: { readonly nowMs: number } | undefined,
): readonly Restriction[] {
  const broken = contentRestrictions(candidate, policy, traits)
  if (past !== undefined) broken.push(...pastRestrictions(candidate, policy, traits, past.nowMs))
  return broken.toSorted((a, b) => RESTRICTIONS.indexOf(a) - RESTRICTIONS.indexOf(b))
}
