import type { Account } from '../../../target/accounts.ts'
import { describeAnswer, describeBind, enter, resetAsPerson } from '../../effects.ts'
import { type Context, requirement } from '../../requirement.ts'
import { expectWrittenBack } from '../../written-back.ts'

const LOCKED = '775'

async function lockState(t: Context<'directory', string>, account: Account) {
  const bind = await t.directory.bind(account, account.password)
  const lockoutTime = await t.directory.read(account, 'lockoutTime')
  const isLocked = !bind.accepted && bind.data === LOCKED && (lockoutTime ?? '0') !== '0'
  const isOpen = bind.accepted && (lockoutTime ?? '0') === '0'
  const words = `${describeBind(bind)}, lockoutTime ${lockoutTime === '0' ? '0' : lockoutTime === undefined ? 'absent' : 'set'}`
  return { isLocked, isOpen, words }
}

export const unlock = [
  requirement({
    id: 'PWB-OPS-9',
    level: 'MUST',
    subject: 'system',
    title:
      'with the tenant’s switch on, an account is unlocked and its password stays; with it off, that is refused',
    source: 'OV',
    needs: ['portal', 'accounts', 'directory', 'tenant'],
    timeMode: 'real',
    findings: {
      'unlocked-while-off': 'an account was unlocked without a reset although the switch is off',
      'not-unlocked': 'the account is still locked, or its password is another, with the switch on',
    },
    async check(t) {
      const account = t.accounts.take()
      await t.accounts.lock(account)
      await t.tenant.change({ unlockWithoutReset: false })
      const session = await enter(t, account)
      const off = await t.portal.unlock(session)
      const still = await lockState(t, account)
      t.saw('portal', `switch off: ${describeAnswer(off)}; then ${still.words}`)
      t.expect(still.isLocked && off.code === 'unlock-not-enabled', 'unlocked-while-off', {
        expected: 'unlock-not-enabled, and still locked',
        observed: `${describeAnswer(off)}; ${still.words}`,
      })
      const next = still.isLocked ? account : t.accounts.take()
      if (!still.isLocked) await t.accounts.lock(next)
      await t.tenant.change({ unlockWithoutReset: true })
      // The session of a refused unlock goes on; one that succeeded has ended.
      const on = await t.portal.unlock(still.isLocked ? session : await enter(t, next))
      const after = await lockState(t, next)
      t.saw('portal', `switch on: ${describeAnswer(on)}; then ${after.words}`)
      t.expect(after.isOpen && on.code === 'unlocked', 'not-unlocked', {
        expected: 'unlocked, and the password binds as before',
        observed: `${describeAnswer(on)}; ${after.words}`,
      })
    },
  }),
  requirement({
    id: 'PWB-OPS-10',
    level: 'MUST',
    subject: 'system',
    title: 'a reset also unlocks a locked account',
    source: 'NX',
    needs: ['portal', 'accounts', 'directory'],
    timeMode: 'real',
    findings: {
      'not-written-back': 'the reset of a locked account did not reach the directory',
      'still-locked': 'the account is still locked after the reset',
    },
    async check(t) {
      const account = t.accounts.take()
      await t.accounts.lock(account)
      const before = await lockState(t, account)
      if (!before.isLocked) throw new Error(`the account is not locked: ${before.words}`)
      const { answer, password } = await resetAsPerson(t, account)
      const fresh = await t.directory.bind(account, password)
      const lockoutTime = await t.directory.read(account, 'lockoutTime')
      t.saw('directory', `after: ${describeBind(fresh)}, lockoutTime ${lockoutTime ?? 'absent'}`)
      const isLocked = (lockoutTime ?? '0') !== '0'
      t.expect(!isLocked, 'still-locked', {
        expected: 'lockoutTime 0, and the new password binds',
        observed: `${describeAnswer(answer)}; ${describeBind(fresh)}`,
      })
      if (isLocked) return
      await expectWrittenBack(t, { account, password, answer }, 'not-written-back')
    },
  }),
]
