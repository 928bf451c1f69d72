import { newPassword } from '../../../target/trust/secrets.ts'
import { describeAnswer, describeBind, enter, resetAsPerson } from '../../effects.ts'
import { requirement } from '../../requirement.ts'
import { expectWrittenBack } from '../../written-back.ts'

const common = { level: 'MUST', timeMode: 'real' } as const

export const cloudCopy = [
  requirement({
    ...common,
    id: 'PWB-MODE-2',
    subject: 'system',
    title:
      'hash-synchronised users are written back, and the cloud password is replaced in the same operation',
    source: 'OV',
    needs: ['portal', 'people', 'directory'],
    findings: {
      'not-written-back': 'the reset did not reach the directory',
      'cloud-password-not-replaced': 'the cloud does not take the new password, or takes the old',
    },
    async check(t) {
      const account = t.people.hashSynchronised()
      // The first gives the cloud a copy, which the second has to replace.
      const first = await resetAsPerson(t, account)
      const reset = { account, ...first, name: 'reset' }
      if (!(await expectWrittenBack(t, reset, 'not-written-back'))) return
      const password = newPassword()
      const answer = await t.portal.change({
        token: await t.portal.userToken(account),
        currentPassword: first.password,
        newPassword: password,
      })
      const change = { account, password, answer, name: 'change' }
      if (!(await expectWrittenBack(t, change, 'not-written-back'))) return
      const withNew = await t.portal.signIn(account.user, password)
      const withOld = await t.portal.signIn(account.user, first.password)
      const seen = `sign-in with the new password: ${withNew.status}, with the old: ${withOld.status}`
      t.saw('portal', seen)
      t.expect(withNew.status === 200 && withOld.status === 401, 'cloud-password-not-replaced', {
        expected: 'sign-in with the new password: 200, with the old: 401',
        observed: seen,
      })
    },
  }),
  requirement({
    ...common,
    id: 'PWB-MODE-5',
    subject: 'portal',
    title:
      'success on premises with failure of the cloud copy is told as such, not as a plain failure',
    source: 'NX',
    needs: ['portal', 'people', 'directory', 'tenant'],
    findings: {
      'success-told-as-failure': 'the answer does not say that the on-premises password is changed',
      'not-written-back': 'the reset did not reach the directory',
    },
    async check(t) {
      await t.tenant.change({ cloudPasswordsWritable: false })
      const account = t.people.hashSynchronised()
      const { answer, password } = await resetAsPerson(t, account)
      const bind = await t.directory.bind(account, password)
      t.saw('portal', `while the cloud takes no passwords: ${describeAnswer(answer)}`)
      t.saw('bind', `new password: ${describeBind(bind)}`)
      t.expect(bind.accepted, 'not-written-back', {
        expected: 'bind accepted',
        observed: describeBind(bind),
      })
      const isTold = answer.code === 'cloud-copy-failed' && answer.status === 200 && answer.definite
      t.expect(isTold, 'success-told-as-failure', {
        expected: '200 cloud-copy-failed, definite',
        observed: describeAnswer(answer),
      })
    },
  }),
  requirement({
    ...common,
    id: 'PWB-MODE-6',
    subject: 'system',
    title:
      'a hash-synchronised user may take a password that only the on-premises policy allows, and it works in the cloud',
    source: 'OV',
    needs: ['portal', 'people', 'directory'],
    findings: {
      'not-written-back': 'a password that the on-premises policy allows was not set',
      'cloud-sign-in-refused': 'the cloud does not take the password that was set on premises',
    },
    async check(t) {
      const account = t.people.hashSynchronised()
      const password = `${newPassword()}é`
      const cloudOnly = await t.people.cloudOnly()
      const control = await t.portal.setPassword(await enter(t, cloudOnly), password)
      t.saw('portal', `the same for an account of the cloud only: ${describeAnswer(control)}`)
      if (control.code !== 'cloud-policy') {
        throw new Error('the cloud’s policy is not stricter here: nothing can be shown')
      }
      const answer = await t.portal.setPassword(await enter(t, account), password)
      const signedIn = await t.portal.signIn(account.user, password)
      t.saw('portal', `cloud sign-in: ${describeAnswer(signedIn)}`)
      const inCloud = t.expect(signedIn.status === 200, 'cloud-sign-in-refused', {
        expected: 'cloud sign-in with the password: 200',
        observed: `${describeAnswer(answer)}; ${describeAnswer(signedIn)}`,
      })
      if (inCloud) await expectWrittenBack(t, { account, password, answer }, 'not-written-back')
    },
  }),
]
