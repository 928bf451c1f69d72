import { resetAsPerson } from '../../effects.ts'
import { requirement } from '../../requirement.ts'
import { expectWrittenBack } from '../../written-back.ts'
import { changeBy } from './change.ts'

export const administrator = [
  requirement({
    id: 'PWB-OPS-4',
    level: 'MUST',
    subject: 'system',
    title:
      'a cloud administrator’s own voluntary change, forced change and portal reset are written back',
    source: 'OV',
    needs: ['portal', 'accounts', 'directory', 'tenant'],
    timeMode: 'real',
    findings: {
      'not-written-back':
        'the portal did not say “changed”, or the directory does not hold the change',
    },
    async check(t) {
      const account = t.accounts.take()
      await t.tenant.assign(account.user, { roles: ['password-administrator'] })
      await changeBy(t, account, 'access-panel', 'voluntary change')
      await t.accounts.forceChange(account)
      await changeBy(t, account, 'access-panel', 'forced change')
      const { answer, password } = await resetAsPerson(t, account)
      const asked = { account, password, answer, name: 'portal reset, two gates' }
      await expectWrittenBack(t, asked, 'not-written-back')
    },
  }),
]
