import type { OutcomeCode } from '../../contract/outcomes.ts'
import type { Account } from '../../target/accounts.ts'
import type { PortalAnswer } from '../../target/portal/portal-client.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import { describeAnswer, enter, expectPasswordIs, expectPasswordKept } from '../effects.ts'
import {
  expectRefused,
  POLICY_FINDINGS,
  POLICY_NEEDS,
  type PolicyContext,
  REFUSAL_FINDINGS,
} from '../policy-judging.ts'
import { TOO_SHORT } from '../operations.ts'
import { type Context, requirement } from '../requirement.ts'

const findings = {
  ...POLICY_FINDINGS,
  'old-password-accepted': 'after an accepted reset the old password still works',
} as const
const KEPT = { applied: 'refusable-password-accepted', oldRefused: 'old-password-lost' } as const

const set = {
  newRefused: 'acceptable-password-refused',
  oldAccepted: 'old-password-accepted',
} as const

/** In one session: the forbidden password is refused, then the acceptable one is set. */
async function judgeRule(t: PolicyContext, forbidden: (account: Account) => string) {
  const account = t.accounts.take()
  const session = await enter(t, account)
  const attempted = forbidden(account)
  const refusal = await t.portal.setPassword(session, attempted)
  // What was accepted has ended the session: there is nothing left to control.
  if (!(await expectRefused(t, account, attempted, refusal))) return
  const acceptable = newPassword()
  const answer = await t.portal.setPassword(session, acceptable)
  t.saw('portal', `acceptable password: ${describeAnswer(answer)}`)
  if (answer.code === 'changed') await expectPasswordIs(t, account, acceptable, set)
  else
    t.expect(false, 'acceptable-password-refused', {
      expected: '200 changed',
      observed: describeAnswer(answer),
    })
}

const TWO_CLASSES = 'bcdfghjkmnpqrstvwxz12345'

/** POL: the on-premises policy is enforced before anything is committed. */
export const pol = [
  requirement({
    id: 'PWB-POL-1',
    level: 'MUST',
    subject: 'directory',
    title: 'minimum length refuses',
    source: 'OV',
    needs: POLICY_NEEDS,
    timeMode: 'real',
    findings,
    check: (t) => judgeRule(t, () => TOO_SHORT),
  }),
  requirement({
    id: 'PWB-POL-2',
    level: 'MUST',
    subject: 'directory',
    title: 'complexity: three of five character classes',
    source: 'OV',
    needs: POLICY_NEEDS,
    timeMode: 'real',
    findings,
    check: (t) => judgeRule(t, () => TWO_CLASSES),
  }),
  requirement({
    id: 'PWB-POL-4',
    level: 'MUST',
    subject: 'directory',
    title: 'history refuses, for a change and for a reset',
    source: 'OV',
    needs: [...POLICY_NEEDS, 'policyHints'],
    timeMode: 'real',
    findings,
    async check(t) {
      const account = t.accounts.take()
      const first = account.password
      const session = await enter(t, account)
      // The current password belongs to the history; that it was set again shows in pwdLastSet only.
      const setAt = await t.directory.read(account, 'pwdLastSet')
      const again = await t.portal.setPassword(session, first)
      const setAgainAt = await t.directory.read(account, 'pwdLastSet')
      t.saw('directory', `pwdLastSet ${setAgainAt === setAt ? 'stays' : 'moved'}`)
      const stayed = t.expect(setAgainAt === setAt, 'refusable-password-accepted', {
        expected: 'pwdLastSet stays when the current password is given as the new one',
        observed: 'it moved',
      })
      if (!stayed || !(await expectRefused(t, account, first, again))) return
      const second = newPassword()
      const reset = await t.portal.setPassword(session, second)
      t.saw('portal', `new password: ${describeAnswer(reset)}`)
      if (!(await expectPasswordIs(t, account, second, set))) return
      const token = await t.portal.userToken(account)
      const back = await t.portal.change({ token, currentPassword: second, newPassword: first })
      await expectRefused(t, account, first, back)
      const third = newPassword()
      await t.portal.change({ token, currentPassword: second, newPassword: third })
      await expectPasswordIs(t, account, third, set)
    },
  }),
  requirement({
    id: 'PWB-POL-8',
    level: 'MUST',
    subject: 'directory',
    title: 'a wrong current password refuses a change and counts towards lockout',
    source: 'OV',
    needs: POLICY_NEEDS,
    timeMode: 'real',
    findings: {
      ...REFUSAL_FINDINGS,
      'old-password-accepted': findings['old-password-accepted'],
      'not-refused-as-wrong': 'the refusal does not reach the person as a wrong current password',
      'not-counted-towards-lockout': 'the wrong current password was not counted',
    },
    async check(t) {
      const account = t.accounts.take()
      const attempted = newPassword()
      const token = await t.portal.userToken(account)
      const badCount = async () => Number((await t.directory.read(account, 'badPwdCount')) ?? 0)
      const before = await badCount()
      const answer = await t.portal.change({
        token,
        currentPassword: newPassword(),
        newPassword: attempted,
      })
      const counted = (await badCount()) - before
      t.saw('directory', `badPwdCount rose by ${counted}`)
      if (!(await expectPasswordKept(t, account, attempted, KEPT))) return
      t.expect(counted >= 1, 'not-counted-towards-lockout', {
        expected: 'badPwdCount rises by 1',
        observed: `by ${counted}`,
      })
      t.expect(answer.code === 'wrong-current-password', 'not-refused-as-wrong', {
        expected: '422 wrong-current-password',
        observed: describeAnswer(answer),
      })
      const accepted = newPassword()
      await t.portal.change({ token, currentPassword: account.password, newPassword: accepted })
      await expectPasswordIs(t, account, accepted, set)
    },
  }),
  requirement({
    id: 'PWB-POL-12',
    level: 'MUST',
    subject: 'portal',
    title:
      'each reason for a refusal reaches the person as an outcome of its own, with what to do next',
    source: 'OV, TS',
    needs: ['portal', 'accounts', 'directory', 'agent'],
    timeMode: 'real',
    findings: {
      'outcome-mistaken': 'a refusal is told as another one',
      'no-remedy': 'a refusal does not say what to do next',
      'same-message': 'two different refusals have the same message',
    },
    async check(t) {
      const messages = new Map<string, string>()
      for (const [expected, provoke] of Object.entries(REFUSALS)) {
        const answer = await provoke(t)
        t.saw('portal', `${expected}: ${describeAnswer(answer)}`)
        t.expect(answer.code === expected, 'outcome-mistaken', {
          expected,
          observed: describeAnswer(answer),
        })
        t.expect(answer.remedy !== '', 'no-remedy', {
          expected: `a remedy for ${expected}`,
          observed: 'none',
        })
        const twin = messages.get(answer.message)
        t.expect(twin === undefined, 'same-message', {
          expected: `a message of its own for ${expected}`,
          observed: `the message of ${twin ?? ''}`,
        })
        messages.set(answer.message, expected)
      }
    },
  }),
]

type Provoking = Context<'portal' | 'accounts' | 'directory' | 'agent', string>

/** Gets past the gates, lets the directory change, then asks. */
async function resetAfter(t: Provoking, prepare: (account: Account) => Promise<unknown>) {
  const account = t.accounts.take()
  const session = await enter(t, account)
  await prepare(account)
  return t.portal.setPassword(session, newPassword())
}

async function change(t: Provoking, account: Account, currentPassword: string) {
  const token = await t.portal.userToken(account)
  return t.portal.change({ token, currentPassword, newPassword: newPassword() })
}

/** How each refusal is brought about; `service-down` last, because it stops the agent. */
const REFUSALS = {
  policy: async (t) => t.portal.setPassword(await enter(t, t.accounts.take()), TOO_SHORT),
  'wrong-current-password': (t) => change(t, t.accounts.take(), newPassword()),
  'account-locked': async (t) => {
    const account = t.accounts.take()
    await t.accounts.lock(account)
    return change(t, account, account.password)
  },
  'account-disabled': (t) => resetAfter(t, t.accounts.disable),
  'user-not-found': (t) => resetAfter(t, t.accounts.remove),
  'no-permission': (t) => resetAfter(t, t.accounts.protect),
  'service-down': async (t) => {
    const account = t.accounts.take()
    await t.agent.stop()
    return t.portal.startSession(account.user)
  },
} satisfies Partial<Record<OutcomeCode, (t: Provoking) => Promise<PortalAnswer>>>
