import { OUTCOMES } from '../../contract/outcomes.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import type { PortalAnswer } from '../../target/portal/portal-client.ts'
import { describeAnswer, describeBind, enter, expectPasswordKept } from '../effects.ts'
import { OPERATIONS } from '../operations.ts'
import { requirement } from '../requirement.ts'

const ofLength = (length: number) => newPassword().repeat(12).slice(0, length)

/** What a system might truncate, trim, fold or normalise; each is used once, with random characters added. */
const PASSWORDS: Readonly<Record<string, () => string>> = {
  '1 character': () => 'q',
  '127 characters': () => ofLength(127),
  '128 characters': () => ofLength(128),
  '255 characters': () => ofLength(255),
  '256 characters': () => ofLength(256),
  'spaces at both ends': () => ` ${newPassword()} `,
  'quotes and brackets': () => `"${newPassword()}"'<>&{}`,
  'control characters': () => `${newPassword()}\t\u0001\u007f`,
  'composed letters': () => `${newPassword()}Äé`,
  'combining marks': () => `${newPassword()}A\u0308e\u0301`,
  'characters beyond the basic plane': () => `${newPassword()}😀𝒳`,
  'compatibility forms': () => `${newPassword()}ﬁⅣ`,
  'half a surrogate pair': () => `${newPassword()}\ud83d`,
  'full-width letters': () => `${newPassword()}Ａｂ`,
}

/** What the password would be after something that no system may do to it. */
const MUTILATIONS: Readonly<Record<string, (password: string) => string>> = {
  'cut to 127': (password) => password.slice(0, 127),
  'cut to 128': (password) => password.slice(0, 128),
  'cut to 255': (password) => password.slice(0, 255),
  trimmed: (password) => password.trim(),
  'normalised to NFC': (password) => password.normalize('NFC'),
  'normalised to NFD': (password) => password.normalize('NFD'),
  'normalised to NFKC': (password) => password.normalize('NFKC'),
  'without control characters': (password) => password.replaceAll(/\p{Cc}/gu, ''),
}

const mutilated = (password: string) =>
  Object.entries(MUTILATIONS)
    .map(([how, change]) => [how, change(password)] as const)
    .filter(([, other]) => other !== password && other !== '')

const isSpecific = ({ definite, code, message, remedy }: PortalAnswer) =>
  definite && code !== '' && message !== '' && remedy !== ''

/** POL where the password itself, or the account's state, is the matter. */
export const polExact = [
  requirement({
    id: 'PWB-POL-10',
    level: 'MUST',
    subject: 'agent',
    title: 'an account disabled after the last synchronisation is refused as disabled',
    source: 'NX',
    needs: ['portal', 'accounts', 'directory', 'directoryAdministrator'],
    timeMode: 'real',
    findings: {
      'disabled-account-reset': 'the password of a disabled account was set',
      'not-refused-as-disabled': 'the refusal does not reach the person as a disabled account',
      'enabled-account-refused': 'the control, the account enabled again, was not reset',
    },
    async check(t) {
      const account = t.accounts.take()
      const session = await enter(t, account)
      const setAt = await t.directory.read(account, 'pwdLastSet')
      await t.accounts.disable(account)
      for (const [who, ask] of [
        ['self-service', (password: string) => t.portal.setPassword(session, password)],
        [
          'administrator',
          (password: string) => OPERATIONS['administrator reset'](t, account, password),
        ],
      ] as const) {
        const answer = await ask(newPassword())
        const after = await t.directory.read(account, 'pwdLastSet')
        t.saw('directory', `${who}: pwdLastSet ${after === setAt ? 'stays' : 'moved'}`)
        t.expect(after === setAt, 'disabled-account-reset', {
          expected: 'pwdLastSet stays',
          observed: `it moved (${who})`,
        })
        t.expect(answer.code === 'account-disabled', 'not-refused-as-disabled', {
          expected: `account-disabled (${who})`,
          observed: describeAnswer(answer),
        })
      }
      await t.directoryAdministrator.enable(account)
      const password = newPassword()
      const control = await OPERATIONS['administrator reset'](t, account, password)
      const bound = await t.directory.bind(account, password)
      t.saw('bind', `enabled again: ${describeAnswer(control)}, ${describeBind(bound)}`)
      t.expect(bound.accepted, 'enabled-account-refused', {
        expected: 'bind accepted',
        observed: describeBind(bound),
      })
    },
  }),
  requirement({
    id: 'PWB-POL-11',
    level: 'MUST',
    subject: 'directory',
    title: '“user cannot change password” blocks a change, and no reset',
    source: 'OV',
    needs: ['portal', 'accounts', 'directory', 'directoryAdministrator'],
    timeMode: 'real',
    findings: {
      'denied-change-accepted': 'the account that cannot change its password changed it',
      'old-password-lost': 'after the refusal the old password no longer works',
      'not-refused-as-denied':
        'the refusal does not reach the person as a change that is not allowed',
      'reset-refused': 'an administrator’s reset of the account was refused',
    },
    async check(t) {
      const account = t.accounts.take()
      await t.directoryAdministrator.denyPasswordChange(account)
      const attempted = newPassword()
      const answer = await OPERATIONS.change(t, account, attempted)
      t.saw('portal', `change: ${describeAnswer(answer)}`)
      const kept = await expectPasswordKept(t, account, attempted, {
        applied: 'denied-change-accepted',
        oldRefused: 'old-password-lost',
      })
      if (kept) {
        t.expect(answer.code === 'change-not-allowed', 'not-refused-as-denied', {
          expected: `${OUTCOMES['change-not-allowed'].http} change-not-allowed`,
          observed: describeAnswer(answer),
        })
      }
      const password = newPassword()
      const reset = await OPERATIONS['administrator reset'](t, account, password)
      const bound = await t.directory.bind(account, password)
      t.saw('bind', `administrator reset: ${describeAnswer(reset)}, ${describeBind(bound)}`)
      t.expect(reset.code === 'changed' && bound.accepted, 'reset-refused', {
        expected: '200 changed, bind accepted',
        observed: `${describeAnswer(reset)}, ${describeBind(bound)}`,
      })
    },
  }),
  requirement({
    id: 'PWB-POL-13',
    level: 'MUST',
    subject: 'system',
    title: 'passwords of any length and characters: written exactly or refused specifically',
    source: 'WE',
    needs: ['portal', 'accounts', 'directory', 'directoryAdministrator'],
    timeMode: 'real',
    findings: {
      'not-written-exactly': 'after "changed" the password as it was typed does not work',
      'other-password-works': 'after "changed" another password works, too',
      'refusal-not-specific': 'the refusal does not say why or what to do',
      'refused-but-written': 'a password that was refused works',
      'nothing-written': 'not one of these passwords was written',
    },
    async check(t) {
      const account = t.accounts.take()
      // Many wrong binds on one account: nothing may lock it.
      const lax = { precedence: 10, lockoutThreshold: 0, minimumLength: 1, complexity: false }
      const policy = await t.directoryAdministrator.policy(lax, [account.dn])
      let written = 0
      for (const [name, make] of Object.entries(PASSWORDS)) {
        const password = make()
        const answer = await OPERATIONS['administrator reset'](t, account, password)
        const exact = await t.directory.bind(account, password)
        t.saw('bind', `${name}: ${describeAnswer(answer)}, ${describeBind(exact)}`)
        const observed = `${name}: ${describeAnswer(answer)}, ${describeBind(exact)}`
        if (answer.code !== 'changed') {
          t.expect(isSpecific(answer), 'refusal-not-specific', {
            expected: `${name}: a definite outcome with message and remedy`,
            observed,
          })
          t.expect(!exact.accepted, 'refused-but-written', {
            expected: `${name}: refused and not written`,
            observed,
          })
          continue
        }
        written++
        account.password = password
        t.expect(exact.accepted, 'not-written-exactly', {
          expected: `${name}: bind accepted`,
          observed,
        })
        for (const [how, other] of mutilated(password)) {
          const verdict = await t.directory.bind(account, other)
          t.expect(!verdict.accepted, 'other-password-works', {
            expected: `${name}, ${how}: refused`,
            observed: describeBind(verdict),
          })
        }
      }
      t.expect(written > 0, 'nothing-written', { expected: 'at least 1', observed: 'none' })
      await policy.remove()
    },
  }),
]
