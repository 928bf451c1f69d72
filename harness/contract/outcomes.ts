/**
 * Every answer that a person, an administrator or the agent can give to an operation: a closed set.
 *
 * - `definite`: true = it is certain whether the on-premises password changed.
 * - `changed`: whether it did (`null` = not known).
 * - `wire`: the number in the agent's result message; null = only the portal says it.
 * - `event`: the id in the agent's event log (facts: source `PasswordResetService`); null = none.
 * - `published`: the identifier that the product's own documents use; null = the name is ours.
 */
export interface Outcome {
  readonly definite: boolean
  readonly changed: boolean | null
  readonly http: number
  readonly wire: number | null
  readonly event: number | null
  readonly published: string | null
  readonly message: string
  readonly remedy: string
}

const done = { definite: true, changed: true, http: 200 } as const
const refused = { definite: true, changed: false } as const

export const OUTCOMES = {
  changed: {
    ...done,
    wire: 0,
    event: null,
    published: null,
    message: 'The new password is set.',
    remedy: 'Sign in with the new password.',
  },
  unlocked: {
    ...refused,
    http: 200,
    wire: 1,
    event: null,
    published: null,
    message: 'The account is unlocked. The password stays as it was.',
    remedy: 'Sign in with the password you know.',
  },
  'cloud-copy-failed': {
    ...done,
    wire: null,
    event: null,
    published: 'OnPremisesSuccessCloudFailure',
    message: 'The new password is set on premises, but its cloud copy is not updated yet.',
    remedy: 'Wait a few minutes before signing in to cloud services.',
  },
  policy: {
    ...refused,
    http: 422,
    wire: 2,
    event: 33008,
    published: 'ADPasswordPolicyError',
    message:
      'The on-premises password policy refused this password. Its rules: length, complexity, no part of your name, not used before, not changed too recently, no banned word.',
    remedy:
      'Choose another password, longer and unlike the earlier ones, or wait if you changed it today.',
  },
  'change-not-allowed': {
    ...refused,
    http: 422,
    wire: 3,
    event: 33008,
    published: null,
    message: 'This account is not allowed to change its own password.',
    remedy: 'Ask an administrator to reset it.',
  },
  'password-not-representable': {
    ...refused,
    http: 422,
    wire: 4,
    event: 33008,
    published: null,
    message: 'The directory cannot hold this password: it is empty or longer than 256 characters.',
    remedy: 'Choose a password of 1 to 256 characters.',
  },
  'user-not-found': {
    ...refused,
    http: 409,
    wire: 5,
    event: 33002,
    published: 'ADUserNotFoundError',
    message: 'Your account was not found on premises.',
    remedy: 'Ask an administrator to check that the account is synchronised.',
  },
  'multiple-matches': {
    ...refused,
    http: 409,
    wire: 6,
    event: 33003,
    published: 'ADMutliMatchError',
    message: 'More than one on-premises account matches yours.',
    remedy: 'Ask an administrator to leave only one enabled account.',
  },
  'no-permission': {
    ...refused,
    http: 403,
    wire: 7,
    event: 33004,
    published: 'SSPR_0029 OnPremisesAdminActionRequired',
    message:
      'The on-premises service may not reset this account: it is protected, or a right is missing.',
    remedy: 'Ask an administrator to reset it in the directory or to grant the right.',
  },
  'account-disabled': {
    ...refused,
    http: 403,
    wire: 8,
    event: 33005,
    published: 'ADUserAccountDisabled',
    message: 'Your on-premises account is disabled.',
    remedy: 'Ask an administrator to enable it.',
  },
  'account-locked': {
    ...refused,
    http: 403,
    wire: 9,
    event: 33006,
    published: 'ADUserAccountLockedOut',
    message: 'Your on-premises account is locked out.',
    remedy: 'Wait until the lockout ends, or reset the password instead of changing it.',
  },
  'wrong-current-password': {
    ...refused,
    http: 422,
    wire: 10,
    event: 33007,
    published: 'ADUserIncorrectPassword',
    message: 'The current password is not right.',
    remedy: 'Type the current password again, or reset it if you forgot it.',
  },
  'directory-configuration': {
    ...refused,
    http: 503,
    wire: 11,
    event: 33009,
    published: 'SSPR_0029 OnPremisesAdminActionRequired',
    message: 'The on-premises directory cannot enforce its policy on a reset.',
    remedy: 'Ask an administrator to check the domain controller release and its event 6329.',
  },
  'directory-unavailable': {
    ...refused,
    http: 503,
    wire: 12,
    event: 33001,
    published: 'SSPR_0029 OnPremisesAdminActionRequired',
    message: 'The on-premises domain controller cannot be reached. The password was not changed.',
    remedy: 'Try again later; an administrator should check the PDC emulator.',
  },
  'directory-error': {
    ...refused,
    http: 502,
    wire: 13,
    event: 33001,
    published: 'ADUnKnownError',
    message: 'The on-premises directory refused for a reason that it did not name.',
    remedy: 'Ask an administrator to look at the agent’s event log with the tracking id.',
  },
  overloaded: {
    ...refused,
    http: 503,
    wire: 14,
    event: null,
    published: null,
    message: 'Too many requests are in progress. Nothing was changed.',
    remedy: 'Try again after the time given in Retry-After.',
  },
  'outcome-unknown': {
    definite: false,
    changed: null,
    http: 202,
    wire: 15,
    event: null,
    published: null,
    message: 'The on-premises side has not answered yet. The password may or may not have changed.',
    remedy: 'Ask again at the given address; the final answer stands there after the given time.',
  },
  'unlock-not-enabled': {
    ...refused,
    http: 403,
    wire: 16,
    event: null,
    published: null,
    message: 'Unlocking without a reset is not enabled in your organisation.',
    remedy: 'Reset the password instead.',
  },
  expired: {
    ...refused,
    http: 504,
    wire: null,
    event: null,
    published: null,
    message:
      'The request expired before the on-premises side took it. The password was not changed.',
    remedy: 'Try again.',
  },
  'service-down': {
    ...refused,
    http: 503,
    wire: null,
    event: null,
    published: 'SSPR_0030 OnPremisesConnectivityError',
    message:
      'Your password cannot be reset now: there is no connection to your on-premises environment.',
    remedy: 'Nothing to do now; try again later.',
  },
  'self-service-disabled': {
    ...refused,
    http: 403,
    wire: null,
    event: null,
    published: 'SSPR_0009 TenantSSPRFlagDisabled',
    message: 'Your organisation has not enabled self-service password reset.',
    remedy: 'Ask an administrator to reset the password.',
  },
  'writeback-disabled': {
    ...refused,
    http: 403,
    wire: null,
    event: null,
    published: 'SSPR_0010 WritebackNotEnabled',
    message: 'Your organisation has not enabled password writeback.',
    remedy: 'Ask an administrator to enable it, or to reset the password on premises.',
  },
  'no-reset-policy': {
    ...refused,
    http: 403,
    wire: null,
    event: null,
    published: 'SSPR_0011 SsprNotEnabledInUserPolicy',
    message: 'No password reset policy is defined for you.',
    remedy: 'Ask an administrator to define one.',
  },
  'not-licensed': {
    ...refused,
    http: 403,
    wire: null,
    event: null,
    published: 'SSPR_0012 UserNotLicensed',
    message: 'The licence that password reset needs is missing.',
    remedy: 'Ask an administrator to assign it.',
  },
  'not-in-scope-group': {
    ...refused,
    http: 403,
    wire: null,
    event: null,
    published: 'SSPR_0013 UserNotMemberOfScopedAccessGroup',
    message: 'You are not in a group that may reset its passwords.',
    remedy: 'Ask an administrator to add you.',
  },
  'not-registered': {
    ...refused,
    http: 403,
    wire: null,
    event: null,
    published: 'SSPR_0014 UserNotProperlyConfigured',
    message: 'You have not registered enough ways to prove who you are.',
    remedy: 'Ask an administrator to reset the password, then register.',
  },
  'user-unknown': {
    ...refused,
    http: 404,
    wire: null,
    event: null,
    published: null,
    message: 'This user name is not known here.',
    remedy: 'Check the spelling.',
  },
  'session-unknown': {
    ...refused,
    http: 404,
    wire: null,
    event: null,
    published: null,
    message: 'This session is not known or has expired.',
    remedy: 'Start again.',
  },
  'gate-refused': {
    ...refused,
    http: 403,
    wire: null,
    event: null,
    published: null,
    message: 'The code is wrong or was used before.',
    remedy: 'Wait for the next code and type that.',
  },
  'gates-not-passed': {
    ...refused,
    http: 403,
    wire: null,
    event: null,
    published: null,
    message: 'You have not proved yet who you are.',
    remedy: 'Pass the remaining gates first.',
  },
  'too-many-attempts': {
    ...refused,
    http: 429,
    wire: null,
    event: null,
    published: null,
    message: 'Too many failed or repeated attempts. Self-service is locked for this account.',
    remedy: 'Wait 24 hours, or ask an administrator.',
  },
  'confirmation-mismatch': {
    ...refused,
    http: 422,
    wire: null,
    event: null,
    published: null,
    message: 'The new password and its confirmation differ.',
    remedy: 'Type both again.',
  },
  'invalid-request': {
    ...refused,
    http: 400,
    wire: null,
    event: null,
    published: null,
    message: 'The request is not of the form that this address takes.',
    remedy: 'Correct the fields that `errors` names.',
  },
  'invalid-token': {
    ...refused,
    http: 401,
    wire: null,
    event: null,
    published: null,
    message: 'The token is missing, expired, or not signed by a known issuer.',
    remedy: 'Sign in again.',
  },
  forbidden: {
    ...refused,
    http: 403,
    wire: null,
    event: null,
    published: null,
    message: 'Your role does not allow this.',
    remedy: 'Ask an administrator with the role that the operation needs.',
  },
  'origin-not-written-back': {
    ...refused,
    http: 200,
    wire: null,
    event: null,
    published: null,
    message: 'Passwords set from this client are not written back: the on-premises password stays.',
    remedy: 'Use the password reset portal or the Azure portal.',
  },
  'administrator-not-eligible': {
    ...refused,
    http: 403,
    wire: null,
    event: null,
    published: null,
    message: 'Only a global administrator created in the cloud can do this.',
    remedy: 'Sign in with such an account.',
  },
  'tool-retired': {
    ...refused,
    http: 403,
    wire: null,
    event: null,
    published: null,
    message: 'This synchronisation tool is retired and cannot write passwords back.',
    remedy: 'Install a supported agent.',
  },
  'agent-refused': {
    ...refused,
    http: 502,
    wire: 17,
    event: 32008,
    published: null,
    message: 'The on-premises service could not validate the request. Nothing was changed.',
    remedy: 'Ask an administrator to disable and enable writeback, which makes new keys.',
  },
  internal: {
    definite: false,
    changed: null,
    http: 500,
    wire: null,
    event: null,
    published: null,
    message: 'The service failed in a way it does not know.',
    remedy: 'Try again later and give the tracking id to an administrator.',
  },
} as const satisfies Record<string, Outcome>

export type OutcomeCode = keyof typeof OUTCOMES

const codes = Object.keys(OUTCOMES).filter((code): code is OutcomeCode => code in OUTCOMES)
export const OUTCOME_CODES: readonly OutcomeCode[] = codes

const byWire: ReadonlyMap<number, OutcomeCode> = new Map(
  codes.flatMap((code): [number, OutcomeCode][] => {
    const { wire } = OUTCOMES[code]
    return wire === null ? [] : [[wire, code]]
  }),
)

/** The outcome that a result message's number stands for; undefined when the number is not in the table. */
export const outcomeOfWire = (wire: number): OutcomeCode | undefined => byWire.get(wire)
