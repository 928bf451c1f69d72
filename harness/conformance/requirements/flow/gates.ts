import { newPassword } from '../../../target/trust/secrets.ts'
import { describeAnswer, enter } from '../../effects.ts'
import { expectNone, expectTwo, messagesDuring } from '../../messages-during.ts'
import { TOO_SHORT } from '../../operations.ts'
import { type Context, requirement } from '../../requirement.ts'
import type { Account } from '../../../target/accounts.ts'
import { expectNotWrittenBack, expectWrittenBack } from '../../written-back.ts'

const CONTROL = 'control-not-written-back'
const control = {
  [CONTROL]: 'a password after all gates, with its confirmation, was not written back',
} as const

const sessionOf = async (t: Context<'portal', string>, { user }: Account) => {
  const { sessionId } = (await t.portal.startSession(user)).body
  if (typeof sessionId !== 'string') throw new Error('a healthy account gets no session')
  return sessionId
}

/** A password that must not be taken: refused by `refusal`, no message, and the old one still binds. */
async function expectRefused<F extends string>(
  t: Context<'portal' | 'directory' | 'portalLink', F>,
  asked: {
    account: Account
    session: string
    name: string
    refusal: string
    confirmation?: string
  },
  code: F,
) {
  const { account, session, name, refusal, confirmation } = asked
  const password = newPassword()
  const carried = await messagesDuring(t, name, () =>
    t.portal.setPassword(session, password, confirmation),
  )
  const answer = carried.result
  const kept = await expectNotWrittenBack(t, { account, password, answer, name }, code)
  if (!kept || !expectNone(t, carried, code, name)) return false
  return t.expect(answer.code === refusal, code, {
    expected: `${name}: ${refusal}`,
    observed: describeAnswer(answer),
  })
}

async function expectTaken(
  t: Context<'portal' | 'directory' | 'portalLink', typeof CONTROL>,
  account: Account,
  session: string,
) {
  const password = newPassword()
  const carried = await messagesDuring(t, 'control', () => t.portal.setPassword(session, password))
  expectTwo(t, carried, CONTROL)
  await expectWrittenBack(t, { account, password, answer: carried.result }, CONTROL)
}

const common = {
  level: 'MUST',
  subject: 'portal',
  source: 'OV',
  needs: ['portal', 'accounts', 'directory', 'portalLink'],
  timeMode: 'real',
} as const

export const gates = [
  requirement({
    ...common,
    id: 'PWB-FLOW-2',
    title:
      'no password is accepted before the gates are passed; a wrong or replayed gate code is refused',
    findings: {
      'password-before-gates': 'a password was taken before the gates were passed',
      'wrong-code-accepted': 'a wrong code passed the gate',
      'replayed-code-accepted': 'a code that was used before passed the gate again',
      ...control,
    },
    async check(t) {
      const account = t.accounts.take()
      const session = await sessionOf(t, account)
      const early = { account, session, name: 'before the gates', refusal: 'gates-not-passed' }
      if (!(await expectRefused(t, early, 'password-before-gates'))) return
      const code = t.portal.totpCode(account.totpSecret)
      const wrong = String((Number(code) + 500_000) % 1_000_000).padStart(6, '0')
      const expectGateClosed = async (
        name: string,
        asked: { session: string; code: string },
        finding: 'wrong-code-accepted' | 'replayed-code-accepted',
      ) => {
        const answer = await t.portal.passGate(asked.session, asked.code)
        t.saw('portal', `${name}: ${describeAnswer(answer)}`)
        t.expect(answer.code === 'gate-refused', finding, {
          expected: `${name}: gate-refused`,
          observed: describeAnswer(answer),
        })
      }
      await expectGateClosed('a wrong code', { session, code: wrong }, 'wrong-code-accepted')
      const passed = await t.portal.passGate(session, code)
      t.saw('portal', `the right code: ${passed.status}`)
      const replay = { session: await sessionOf(t, account), code }
      await expectGateClosed('the same code again', replay, 'replayed-code-accepted')
      await expectTaken(t, account, session)
    },
  }),
  requirement({
    ...common,
    id: 'PWB-FLOW-3',
    title: 'new password and confirmation must match',
    findings: {
      'mismatch-accepted': 'a password was taken whose confirmation is another',
      ...control,
    },
    async check(t) {
      const account = t.accounts.take()
      const session = await enter(t, account)
      const name = 'another confirmation'
      const refusal = 'confirmation-mismatch'
      const asked = { account, session, name, refusal, confirmation: newPassword() }
      if (!(await expectRefused(t, asked, 'mismatch-accepted'))) return
      await expectTaken(t, account, session)
    },
  }),
  requirement({
    ...common,
    id: 'PWB-FLOW-5',
    needs: ['portal', 'accounts', 'directory'],
    title: 'after a refused password the person can try again in the same session and succeed',
    findings: {
      'no-second-try':
        'after a refused password no other one is taken in the session and written back',
      'not-refused': 'the password that the policy refuses was taken',
    },
    async check(t) {
      const account = t.accounts.take()
      const session = await enter(t, account)
      const refused = await t.portal.setPassword(session, TOO_SHORT)
      t.saw('portal', `too short: ${describeAnswer(refused)}`)
      t.expect(refused.code === 'policy', 'not-refused', {
        expected: 'policy',
        observed: describeAnswer(refused),
      })
      const password = newPassword()
      const answer = await t.portal.setPassword(session, password)
      const goesOn = t.expect(answer.status === 200, 'no-second-try', {
        expected: '200 in the same session',
        observed: describeAnswer(answer),
      })
      if (!goesOn) return
      await expectWrittenBack(t, { account, password, answer }, 'no-second-try')
    },
  }),
]
