import { OUTCOMES } from '../contract/outcomes.ts'
import type { Account } from '../target/accounts.ts'
import type { PortalAnswer } from '../target/portal/portal-client.ts'
import { describeAnswer, describeBind, expectPasswordKept } from './effects.ts'
import type { Context } from './requirement.ts'

/** How any refusal of a password can fail, whatever it is told as. */
export const REFUSAL_FINDINGS = {
  'refusable-password-accepted': 'a password that the policy forbids was set',
  'old-password-lost': 'after the refusal the old password no longer works',
  'acceptable-password-refused': 'a password that the policy allows was refused',
} as const

/** How every rule of the password policy can fail to hold (PWB-POL-1 to -7). */
export const POLICY_FINDINGS = {
  ...REFUSAL_FINDINGS,
  'not-refused-as-policy': 'the refusal does not reach the person as the policy outcome',
} as const

const kept = { applied: 'refusable-password-accepted', oldRefused: 'old-password-lost' } as const

export const POLICY_NEEDS = ['portal', 'accounts', 'directory'] as const
export type PolicyContext = Context<(typeof POLICY_NEEDS)[number], keyof typeof POLICY_FINDINGS>

/** Refused with the policy outcome, nothing changed. */
export async function expectRefused(
  t: PolicyContext,
  account: Account,
  attempted: string,
  answer: PortalAnswer,
): Promise<boolean> {
  t.saw('portal', `forbidden password: ${describeAnswer(answer)}`)
  // Whether it was set decides, not what was answered: the bind comes first.
  if (!(await expectPasswordKept(t, account, attempted, kept))) return false
  return t.expect(answer.code === 'policy', 'not-refused-as-policy', {
    expected: `${OUTCOMES.policy.http} policy`,
    observed: describeAnswer(answer),
  })
}

/** Set, and working; the account's current password is updated. The old one is not tried again. */
export async function expectAccepted(
  t: Context<'directory', 'acceptable-password-refused'>,
  account: Account,
  password: string,
  answer: PortalAnswer,
): Promise<boolean> {
  const bound = await t.directory.bind(account, password)
  t.saw('bind', `acceptable password: ${describeAnswer(answer)}, ${describeBind(bound)}`)
  if (bound.accepted) account.password = password
  return t.expect(answer.code === 'changed' && bound.accepted, 'acceptable-password-refused', {
    expected: '200 changed, bind accepted',
    observed: `${describeAnswer(answer)}, ${describeBind(bound)}`,
  })
}
