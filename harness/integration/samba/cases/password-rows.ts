import type { CaseGroup } from './group.ts'
import type { PasswordName } from './passwords.ts'

const POLICY_RESET = '53 0000052D'
const POLICY_CHANGE = '19 0000052D'
const WRONG_OLD = '19 00000056'

const WEAK = [
  'of-7-characters',
  'empty',
  'lower-only',
  'upper-only',
  'digits-only',
  'symbols-only',
  'lower-and-upper',
  'lower-and-digits',
  'lower-and-symbols',
  'lower-and-spaces',
  'lower-digits-spaces',
  'cyrillic-two-classes',
  'japanese-two-classes',
  'emoji-short',
] as const satisfies readonly PasswordName[]

const STRONG = [
  'good',
  'of-8-characters',
  'of-127-characters',
  'of-256-characters',
  'lower-upper-digits',
  'lower-digits-symbols',
  'umlauts',
  'greek',
  'cyrillic-three-classes',
  'japanese',
  'emoji',
  'four-emoji',
  'quotation-marks',
] as const satisfies readonly PasswordName[]

const ALL_REMEMBERED =
  'Samba holds a new password against all that are still stored; Windows against as many as the policy in force says (MS-SAMR 3.1.1.7.2)'
const NO_LIMIT = 'Windows takes 256 characters at most (MS-SAMR 3.1.1.7.2)'
const NO_NAMES = 'Samba does not look for the account’s names in the password (MS-SAMR 3.1.1.7.2)'
const NO_SUCH_TEXT = 'the same refusal; Samba sends no text with it'

/** What a password must be like, old or new, and how Samba 4.24 ends each. */
export const PASSWORD_GROUPS: readonly CaseGroup[] = [
  // What a password must be like.
  { operations: ['reset', 'change'], passwords: STRONG, result: '0' },
  { operations: ['reset'], passwords: WEAK, result: POLICY_RESET },
  { operations: ['change'], passwords: WEAK, result: POLICY_CHANGE },
  {
    operations: ['reset'],
    passwords: ['of-257-characters', 'of-2000-characters'],
    result: '0',
    windows: { result: POLICY_RESET, why: NO_LIMIT },
  },
  {
    operations: ['change'],
    passwords: ['of-257-characters', 'of-2000-characters'],
    result: '0',
    windows: { result: POLICY_CHANGE, why: NO_LIMIT },
  },
  {
    operations: ['reset'],
    passwords: ['with-account-name', 'with-display-name'],
    result: '0',
    windows: { result: POLICY_RESET, why: NO_NAMES },
  },
  {
    operations: ['change'],
    passwords: ['with-account-name', 'with-display-name'],
    result: '0',
    windows: { result: POLICY_CHANGE, why: NO_NAMES },
  },
  // Earlier passwords.
  { operations: ['reset'], passwords: ['current', 'previous'], result: '0' },
  { operations: ['change'], passwords: ['current', 'previous'], result: POLICY_CHANGE },
  {
    operations: ['reset'],
    passwords: ['current', 'previous'],
    controls: ['hints', 'hints-deprecated', 'hints-long-form', 'hints-not-critical'],
    result: POLICY_RESET,
  },
  {
    operations: ['reset'],
    passwords: ['good'],
    controls: ['hints', 'hints-deprecated', 'hints-long-form', 'hints-not-critical'],
    result: '0',
  },
  {
    operations: ['reset'],
    passwords: ['of-7-characters', 'lower-only'],
    controls: ['hints', 'hints-off'],
    result: POLICY_RESET,
  },
  {
    operations: ['reset'],
    passwords: ['current', 'previous'],
    controls: ['hints-off', 'hints-two', 'unknown-not-critical'],
    result: '0',
  },
  {
    operations: ['reset'],
    controls: ['hints-no-value', 'hints-empty-sequence', 'hints-garbage'],
    result: '12',
    windows: { result: '12 00000057', why: NO_SUCH_TEXT },
  },
  {
    operations: ['reset', 'change'],
    controls: ['unknown-critical'],
    result: '12',
    windows: { result: '12 00002040', why: NO_SUCH_TEXT },
  },
  {
    operations: ['reset'],
    passwords: ['current', 'previous'],
    states: ['no-history'],
    result: '0',
  },
  {
    operations: ['reset'],
    passwords: ['current', 'previous'],
    states: ['no-history'],
    controls: ['hints'],
    result: POLICY_RESET,
    windows: { result: '0', why: ALL_REMEMBERED },
  },
  {
    operations: ['change'],
    passwords: ['current', 'previous'],
    states: ['no-history'],
    result: POLICY_CHANGE,
    windows: { result: '0', why: ALL_REMEMBERED },
  },
  // Both passwords were set while the history’s length was 0: nothing is remembered.
  {
    operations: ['reset'],
    passwords: ['current', 'previous'],
    states: ['history-forgotten'],
    controls: ['none', 'hints'],
    result: '0',
  },
  {
    operations: ['change'],
    passwords: ['current', 'previous'],
    states: ['history-forgotten'],
    result: '0',
  },
  // The minimum age.
  { operations: ['reset'], states: ['young'], result: '0' },
  { operations: ['change'], states: ['young'], result: POLICY_CHANGE },
  {
    operations: ['change'],
    states: ['young'],
    passwords: ['of-7-characters'],
    result: POLICY_CHANGE,
  },
  { operations: ['change-with-wrong-old'], states: ['young'], result: WRONG_OLD },
  { operations: ['reset'], states: ['young'], controls: ['hints'], result: POLICY_RESET },
  {
    operations: ['reset'],
    states: ['young-must-change'],
    controls: ['none', 'hints'],
    result: '0',
  },
  { operations: ['change'], states: ['young-must-change'], result: '0' },
  // A fine-grained policy beats the domain's.
  { operations: ['reset'], states: ['long-policy'], result: POLICY_RESET },
  { operations: ['change'], states: ['long-policy'], result: POLICY_CHANGE },
  {
    operations: ['reset', 'change'],
    states: ['long-policy'],
    passwords: ['of-127-characters'],
    result: '0',
  },
  {
    operations: ['reset', 'change'],
    states: ['lax-policy'],
    passwords: ['of-7-characters', 'lower-only', 'digits-only'],
    result: '0',
  },
  { operations: ['reset'], states: ['lax-policy'], passwords: ['empty'], result: POLICY_RESET },
  { operations: ['change'], states: ['lax-policy'], passwords: ['empty'], result: POLICY_CHANGE },
  // The old password.
  {
    operations: ['change-with-wrong-old', 'change-with-empty-old'],
    states: ['plain', 'must-change', 'disabled', 'expired', 'nearly-locked'],
    result: WRONG_OLD,
  },
  { operations: ['change-with-wrong-old'], passwords: ['of-7-characters'], result: WRONG_OLD },
]
