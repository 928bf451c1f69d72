import { newPassword } from '../../../target/trust/secrets.ts'
import type { Account } from '../../../target/accounts.ts'
import { describeBind } from '../../effects.ts'
import { type Context, requirement } from '../../requirement.ts'
import { expectWrittenBack } from '../../written-back.ts'

type Changing = Context<'portal' | 'directory', 'not-written-back'>

async function askForChange(t: Context<'portal', string>, account: Account, client: string) {
  const password = newPassword()
  const token = await t.portal.userToken(account, client)
  const currentPassword = account.password
  const answer = await t.portal.change({ token, currentPassword, newPassword: password })
  return { account, password, answer }
}

/** The account's own change through a client, judged by bind. */
export async function changeBy(t: Changing, account: Account, client: string, name = client) {
  const asked = await askForChange(t, account, client)
  return expectWrittenBack(t, { ...asked, name }, 'not-written-back')
}

const findings = {
  'not-written-back': 'the portal did not say “changed”, or the directory does not hold the change',
} as const

const MAXIMUM_AGE_MS = 60_000
const EXPIRED = '532'
const MUST_CHANGE = '773'

export const change = [
  requirement({
    id: 'PWB-OPS-1',
    level: 'MUST',
    subject: 'system',
    title: 'a user’s voluntary self-service change is written back',
    source: 'OV, EN',
    needs: ['portal', 'accounts', 'directory'],
    timeMode: 'real',
    findings,
    async check(t) {
      await changeBy(t, t.accounts.take(), 'access-panel')
    },
  }),
  requirement({
    id: 'PWB-OPS-2',
    level: 'MUST',
    subject: 'system',
    title: 'a user’s forced change is written back, and the force flag is cleared',
    source: 'OV, EN',
    needs: ['portal', 'accounts', 'directory'],
    timeMode: 'real',
    findings: {
      ...findings,
      'flag-not-cleared': 'the account must still change its password after it did',
    },
    async check(t) {
      const account = t.accounts.take()
      await t.accounts.forceChange(account)
      const forced = await t.directory.bind(account, account.password)
      t.saw('bind', `before: refused with data ${forced.accepted ? '(accepted)' : forced.data}`)
      if (forced.accepted || forced.data !== MUST_CHANGE) {
        throw new Error('the directory does not force the account to change its password')
      }
      const asked = await askForChange(t, account, 'access-panel')
      const after = await t.directory.bind(account, asked.password)
      const pwdLastSet = await t.directory.read(account, 'pwdLastSet')
      t.saw('directory', `after: ${describeBind(after)}, pwdLastSet ${pwdLastSet ?? 'missing'}`)
      // The directory tells a right password that must be changed from a wrong one.
      const isForced = !after.accepted && after.data === MUST_CHANGE
      const cleared = t.expect(!isForced, 'flag-not-cleared', {
        expected: 'the new password binds, and pwdLastSet is not 0',
        observed: `${describeBind(after)}, pwdLastSet ${pwdLastSet ?? 'missing'}`,
      })
      if (cleared) await expectWrittenBack(t, asked, 'not-written-back')
    },
  }),
  requirement({
    id: 'PWB-OPS-8',
    level: 'MUST',
    subject: 'system',
    title:
      'changes from the access panel and from Office 365 are written back, of expired passwords too',
    source: 'OV',
    needs: ['portal', 'accounts', 'directory', 'clock'],
    timeMode: 'virtual',
    findings,
    async check(t) {
      const clients = ['access-panel', 'office-365']
      const aged = clients.map((client) => ({ client, account: t.accounts.take() }))
      for (const { account } of aged) await t.accounts.limitPasswordAge(account, MAXIMUM_AGE_MS)
      for (const client of clients) await changeBy(t, t.accounts.take(), client)
      await t.clock.step(MAXIMUM_AGE_MS + 1_000)
      for (const { client, account } of aged) {
        const expired = await t.directory.bind(account, account.password)
        if (expired.accepted || expired.data !== EXPIRED) {
          throw new Error('the directory does not let the password expire')
        }
        await changeBy(t, account, client, `${client}, expired password`)
      }
    },
  }),
]
