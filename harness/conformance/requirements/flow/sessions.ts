import { LIMITS } from '../../../contract/limits.ts'
import { newPassword } from '../../../target/trust/secrets.ts'
import { describeAnswer, enter } from '../../effects.ts'
import { requirement } from '../../requirement.ts'
import { expectNotWrittenBack, expectWrittenBack } from '../../written-back.ts'

const MINUTE_MS = 60_000

export const sessions = [
  requirement({
    id: 'PWB-FLOW-7',
    level: 'MUST',
    subject: 'portal',
    title:
      'a session expires after 15 min; repeated failed gates lock the account out of self-service',
    source: 'NX',
    needs: ['portal', 'accounts', 'directory', 'clock'],
    timeMode: 'virtual',
    findings: {
      'session-did-not-expire': 'a session of more than 15 minutes takes a password',
      'not-locked-out': 'five failed gates do not lock the account out of self-service for 24 h',
      'control-not-written-back': 'a session of 14 minutes takes no password',
    },
    async check(t) {
      const young = t.accounts.take()
      const old = t.accounts.take()
      const sessionOfYoung = await enter(t, young)
      const sessionOfOld = await enter(t, old)
      await t.clock.step(LIMITS.sessionMs - MINUTE_MS)
      const password = newPassword()
      const answer = await t.portal.setPassword(sessionOfYoung, password)
      const within = { account: young, password, answer, name: 'after 14 min' }
      await expectWrittenBack(t, within, 'control-not-written-back')
      await t.clock.step(2 * MINUTE_MS)
      const late = newPassword()
      const refused = await t.portal.setPassword(sessionOfOld, late)
      const after = { account: old, password: late, answer: refused, name: 'after 16 min' }
      await expectNotWrittenBack(t, after, 'session-did-not-expire')

      const locked = t.accounts.take()
      const session = await t.portal.startSession(locked.user)
      const id = String(session.body['sessionId'])
      for (let failed = 0; failed < LIMITS.failedGates; failed++) {
        // A code of an hour ahead is no code of now.
        await t.portal.passGate(id, t.portal.totpCode(locked.totpSecret, 120 + failed))
      }
      const atOnce = await t.portal.startSession(locked.user)
      await t.clock.jump(LIMITS.lockoutMs - MINUTE_MS)
      const nearTheEnd = await t.portal.startSession(locked.user)
      await t.clock.step(2 * MINUTE_MS)
      const afterwards = await t.portal.startSession(locked.user)
      const seen = `at once ${describeAnswer(atOnce)}, after 23 h 59 min ${describeAnswer(nearTheEnd)}, after 24 h 1 min ${describeAnswer(afterwards)}`
      t.saw('portal', `five wrong codes: ${seen}`)
      const isLocked = [atOnce, nearTheEnd].every(({ code }) => code === 'too-many-attempts')
      t.expect(isLocked && afterwards.status === 200, 'not-locked-out', {
        expected: 'too-many-attempts for 24 h, then 200',
        observed: seen,
      })
    },
  }),
]
