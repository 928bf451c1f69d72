import type { Person } from '../../capabilities/handed-out.ts'
import { newPassword } from '../../../target/trust/secrets.ts'
import { describeAnswer, enter, resetAsPerson } from '../../effects.ts'
import { expectNone, expectTwo, messagesDuring } from '../../messages-during.ts'
import { type Context, requirement } from '../../requirement.ts'
import { expectWrittenBack } from '../../written-back.ts'

type Checking = Context<
  'portal' | 'portalLink',
  'message-for-cloud-only' | 'cloud-password-not-changed' | 'control-not-written-back'
>

async function resetInCloud(t: Checking, person: Person, name: string): Promise<boolean> {
  const password = newPassword()
  const carried = await messagesDuring(t, name, async () =>
    t.portal.setPassword(await enter(t, person), password),
  )
  const silent = expectNone(t, carried, 'message-for-cloud-only', name)
  if (!silent) return false
  const withNew = await t.portal.signIn(person.user, password)
  const withOld = await t.portal.signIn(person.user, person.password)
  const seen = `${describeAnswer(carried.result)}; sign-in with the new password: ${withNew.status}, with the old: ${withOld.status}`
  t.saw('portal', `${name}: ${seen}`)
  return t.expect(
    carried.result.code === 'changed' && withNew.status === 200 && withOld.status === 401,
    'cloud-password-not-changed',
    { expected: `${name}: changed; sign-in 200 with the new, 401 with the old`, observed: seen },
  )
}

export const cloudOnly = [
  requirement({
    id: 'PWB-MODE-4',
    level: 'MUST',
    subject: 'portal',
    title:
      'cloud-only users: only the cloud password changes, without a message, also while the agent is down',
    source: 'OV',
    needs: ['portal', 'people', 'directory', 'portalLink', 'agent'],
    timeMode: 'real',
    findings: {
      'message-for-cloud-only': 'a message about an account of the cloud only reached the relay',
      'cloud-password-not-changed': 'the cloud does not hold the new password',
      'control-not-written-back': 'the tap did not count what is written back',
    },
    async check(t) {
      const account = t.people.passThrough()
      const control = await messagesDuring(t, 'a pass-through user', () =>
        resetAsPerson(t, account),
      )
      expectTwo(t, control, 'control-not-written-back')
      await expectWrittenBack(t, { account, ...control.result }, 'control-not-written-back')
      const up = await resetInCloud(t, await t.people.cloudOnly(), 'agent up')
      // A portal that sends here would wait for an agent that is not there.
      if (!up) return
      await t.agent.stop()
      await resetInCloud(t, await t.people.cloudOnly(), 'agent down')
    },
  }),
]
