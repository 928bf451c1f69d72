import type { OutcomeCode } from '../../../harness/contract/outcomes.ts'
import type { Origin, PasswordMode } from '../../../harness/contract/origins.ts'

/** What a person, or an administrator for them, can ask for. */
export const OPERATIONS = {
  'self-service-reset': 'a person resets from the password reset portal: session, gate, password',
  change: 'a person who is signed in changes the password, giving the present one',
  unlock: 'a person unlocks the account and keeps the password: session, gate, unlock',
  'administrator-reset': 'an administrator resets it for the person',
} as const
export type OperationName = keyof typeof OPERATIONS
export const OPERATION_NAMES = [
  'self-service-reset',
  'change',
  'unlock',
  'administrator-reset',
] as const satisfies readonly OperationName[]

/**
 * Whose account is asked for: any of the people, one of those who are in the state that refuses, or
 * nobody's.
 */
type RefusalAccounts = 'people' | 'special' | 'nobody'

export interface Refusal {
  /** How an operation asks for it. */
  readonly means: string
  /** Operations that can be refused so. */
  readonly of: readonly OperationName[]
  readonly accounts: RefusalAccounts
  /** Whether the person can do better at the next try. */
  readonly mends: boolean
  /** What a correct system answers; any of them. */
  readonly expected: readonly OutcomeCode[]
  /** What it may answer, too, once the agent was started again: it has then synchronised anew. */
  readonly afterRestart?: readonly OutcomeCode[]
}

/** Operations that a correct system refuses, each in its own way. */
export const REFUSALS = {
  'too-short': {
    means: 'a new password of five characters',
    of: ['self-service-reset', 'change', 'administrator-reset'],
    accounts: 'people',
    mends: true,
    expected: ['policy'],
  },
  'in-history': {
    means: 'the password that the account has, as the new one',
    of: ['self-service-reset', 'change'],
    accounts: 'people',
    mends: true,
    expected: ['policy'],
  },
  'too-young': {
    means: 'a new password within the minimum age of the last one',
    of: ['self-service-reset', 'change'],
    accounts: 'special',
    mends: false,
    expected: ['policy'],
  },
  'wrong-old-password': {
    means: 'a change with a present password that is not right',
    of: ['change'],
    accounts: 'people',
    mends: true,
    expected: ['wrong-current-password'],
  },
  locked: {
    means: 'a change of an account that is locked out',
    of: ['change'],
    accounts: 'special',
    mends: false,
    expected: ['account-locked'],
  },
  disabled: {
    means: 'an account that is disabled',
    of: ['self-service-reset', 'change'],
    accounts: 'special',
    mends: false,
    expected: ['account-disabled'],
    // PWB-POL-10: one that was disabled before the last synchronisation may be left out of it.
    afterRestart: ['user-not-found'],
  },
  protected: {
    means: 'an account in a group that no agent may reset',
    of: ['self-service-reset', 'administrator-reset'],
    accounts: 'special',
    mends: false,
    expected: ['no-permission'],
  },
  'unknown-user': {
    means: 'a user name that nobody has',
    of: ['self-service-reset', 'administrator-reset'],
    accounts: 'nobody',
    mends: false,
    expected: ['user-unknown'],
  },
} as const satisfies Record<string, Refusal>
export type RefusalName = keyof typeof REFUSALS
export const REFUSAL_NAMES = [
  'too-short',
  'in-history',
  'too-young',
  'wrong-old-password',
  'locked',
  'disabled',
  'protected',
  'unknown-user',
] as const satisfies readonly RefusalName[]

/** Clients that a person who is signed in can change a password from. */
export const CHANGE_ORIGINS = ['access-panel', 'office-365'] as const satisfies readonly Origin[]

/** Clients that an administrator can reset from; some of them are not written back. */
export const ADMINISTRATOR_ORIGINS = [
  'azure-portal',
  'azure-classic-portal',
  'office-portal',
  'powershell-v1',
  'powershell-v2',
  'graph',
] as const satisfies readonly Origin[]

/** How people sign in; a person without a password on premises has nothing to write back. */
export const SIGN_IN_MODES = [
  'pass-through',
  'hash-synchronised',
  'federated',
] as const satisfies readonly PasswordMode[]
