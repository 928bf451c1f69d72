import { newPassword } from '../../../target/trust/secrets.ts'
import { describeAnswer, resetAsPerson } from '../../effects.ts'
import { expectNone, messagesDuring } from '../../messages-during.ts'
import { type Context, requirement } from '../../requirement.ts'
import { expectNotWrittenBack, expectWrittenBack } from '../../written-back.ts'

type Switching = Context<
  'portal' | 'newcomer' | 'directory' | 'portalLink',
  'written-back-while-off' | 'control-not-written-back'
>

/** Neither a session nor an administrator gets through, and no message is sent. */
async function expectOff(t: Switching, name: string) {
  const account = t.newcomer.take()
  const password = newPassword()
  const session = await t.portal.startSession(account.user)
  const token = await t.newcomer.token()
  const carried = await messagesDuring(t, name, () =>
    t.portal.administratorReset({ token, user: account.user, newPassword: password }),
  )
  t.expect(session.code === 'writeback-disabled', 'written-back-while-off', {
    expected: `${name}: writeback-disabled before any gate`,
    observed: describeAnswer(session),
  })
  const asked = { account, password, answer: carried.result, name }
  if (await expectNotWrittenBack(t, asked, 'written-back-while-off')) {
    expectNone(t, carried, 'written-back-while-off', name)
  }
}

async function expectOn(t: Switching, name: string) {
  const account = t.newcomer.take()
  const { answer, password } = await resetAsPerson(t, account)
  await expectWrittenBack(t, { account, password, answer, name }, 'control-not-written-back')
}

export const switches = [
  requirement({
    id: 'PWB-LIFE-2',
    level: 'MUST',
    subject: 'portal',
    title: 'agent feature and tenant switch are both needed; the switch works without the agent',
    source: 'OV, EN',
    needs: ['portal', 'newcomer', 'directory', 'portalLink'],
    timeMode: 'real',
    findings: {
      'written-back-while-off': 'writeback was offered or done although one of the two is off',
      'control-not-written-back': 'with both on, a reset was not written back',
    },
    async check(t) {
      await expectOff(t, 'feature off, switch on')
      await t.newcomer.change({ writeback: false })
      await expectOff(t, 'feature off, switch off')
      await t.newcomer.enable()
      await expectOff(t, 'feature on, switch off')
      await t.newcomer.change({ writeback: true })
      await expectOn(t, 'both on')
    },
  }),
  requirement({
    id: 'PWB-LIFE-4',
    level: 'MUST',
    subject: 'portal',
    title: 'self-service reset not enabled for the tenant or the user’s group: specific outcome',
    source: 'TS',
    needs: ['portal', 'accounts', 'tenant', 'directory'],
    timeMode: 'real',
    findings: {
      'out-of-scope-accepted': 'gates are offered, or another reason is told, out of scope',
      'control-not-written-back': 'a reset within the scope was not written back',
    },
    async check(t) {
      const account = t.accounts.take()
      const expectTold = async (name: string, code: string) => {
        const answer = await t.portal.startSession(account.user)
        t.saw('portal', `${name}: ${describeAnswer(answer)}`)
        t.expect(answer.code === code && answer.remedy !== '', 'out-of-scope-accepted', {
          expected: `${name}: ${code}`,
          observed: describeAnswer(answer),
        })
      }
      await t.tenant.change({ selfService: false })
      await expectTold('off for the tenant', 'self-service-disabled')
      await t.tenant.change({ selfService: true, selfServiceGroup: 'pilots' })
      await expectTold('not in the group', 'not-in-scope-group')
      await t.tenant.assign(account.user, { groups: ['pilots'] })
      const { answer, password } = await resetAsPerson(t, account)
      const asked = { account, password, answer, name: 'in the group' }
      await expectWrittenBack(t, asked, 'control-not-written-back')
    },
  }),
]
