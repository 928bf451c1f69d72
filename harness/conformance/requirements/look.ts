import { newPassword } from '../../target/trust/secrets.ts'
import { describeAnswer, describeBind } from '../effects.ts'
import { OPERATIONS } from '../operations.ts'
import { requirement } from '../requirement.ts'

/** LOOK: finding the account. */
export const look = [
  requirement({
    id: 'PWB-LOOK-8',
    level: 'MUST',
    subject: 'agent',
    title: 'distinguished names with every special character are written correctly',
    source: 'WE',
    needs: ['portal', 'oddlyNamed', 'directory'],
    timeMode: 'real',
    findings: {
      'oddly-named-not-written': 'an account whose name needs escapes was not written',
      'old-password-accepted': 'after "changed" the old password still works',
    },
    async check(t) {
      for (const account of t.oddlyNamed) {
        const password = newPassword()
        const answer = await OPERATIONS['administrator reset'](t, account, password)
        const fresh = await t.directory.bind(account, password)
        const stale = await t.directory.bind(account, account.password)
        const observed = `${account.dn}: ${describeAnswer(answer)}, ${describeBind(fresh)}`
        t.saw('bind by user principal name', observed)
        t.expect(answer.code === 'changed' && fresh.accepted, 'oddly-named-not-written', {
          expected: '200 changed, bind accepted',
          observed,
        })
        t.expect(!stale.accepted, 'old-password-accepted', {
          expected: 'the old password is refused',
          observed: `${account.dn}: ${describeBind(stale)}`,
        })
      }
    },
  }),
]
