import type { Account } from '../../target/accounts.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import { describeAnswer, expectPasswordKept } from '../effects.ts'
import type { OperationKind } from '../operation-kinds.ts'
import { OPERATIONS } from '../operations.ts'
import {
  expectAccepted,
  expectRefused,
  POLICY_FINDINGS,
  POLICY_NEEDS,
  type PolicyContext,
  REFUSAL_FINDINGS,
} from '../policy-judging.ts'
import { requirement } from '../requirement.ts'

const NEEDS = [...POLICY_NEEDS, 'directoryAdministrator'] as const
const AGE_MS = 30 * 60_000
const LOCKOUT_MS = 30 * 60_000
const MARGIN_MS = 60_000
const BOTH: readonly OperationKind[] = ['administrator reset', 'change']

/** Of a shape that every shipped rule allows. */
const upTo = (length: number) => newPassword().repeat(2).slice(0, length)

async function judge(
  t: PolicyContext,
  kind: OperationKind,
  account: Account,
  { forbidden, acceptable }: { readonly forbidden: string; readonly acceptable: string },
) {
  const refusal = await OPERATIONS[kind](t, account, forbidden)
  if (!(await expectRefused(t, account, forbidden, refusal))) return
  await expectAccepted(t, account, acceptable, await OPERATIONS[kind](t, account, acceptable))
}

/** POL: rules that need a policy or a state of the account's own. */
export const polRules = [
  requirement({
    id: 'PWB-POL-3',
    level: 'MUST',
    subject: 'directory',
    title: 'complexity: the account name or a token of the display name in the password refuses',
    source: 'OV',
    needs: POLICY_NEEDS,
    timeMode: 'real',
    findings: POLICY_FINDINGS,
    async check(t) {
      for (const nameOf of [
        ({ user }: Account) => user.slice(0, user.indexOf('@')),
        () => 'CONFORMANCE',
      ]) {
        const account = t.accounts.take()
        await judge(t, 'administrator reset', account, {
          forbidden: `Xq7!${nameOf(account)}9z`,
          acceptable: newPassword(),
        })
      }
    },
  }),
  requirement({
    id: 'PWB-POL-5',
    level: 'MUST',
    subject: 'directory',
    title: 'minimum age refuses, for a change and for a reset',
    source: 'OV',
    needs: [...NEEDS, 'policyHints', 'clock'],
    timeMode: 'virtual',
    findings: POLICY_FINDINGS,
    async check(t) {
      for (const kind of BOTH) {
        const account = t.accounts.take()
        // Set by the directory's administrator just now as far as the policy is concerned.
        const young = newPassword()
        await expectAccepted(t, account, young, await OPERATIONS[kind](t, account, young))
        const settings = { precedence: 10, minimumAgeMs: AGE_MS }
        const policy = await t.directoryAdministrator.policy(settings, [account.dn])
        const tooSoon = newPassword()
        const refusal = await OPERATIONS[kind](t, account, tooSoon)
        if (!(await expectRefused(t, account, tooSoon, refusal))) continue
        await t.clock.step(AGE_MS + MARGIN_MS)
        const inTime = newPassword()
        await expectAccepted(t, account, inTime, await OPERATIONS[kind](t, account, inTime))
        await policy.remove()
      }
    },
  }),
  requirement({
    id: 'PWB-POL-6',
    level: 'MUST',
    subject: 'directory',
    title: 'a password filter refuses banned words',
    source: 'OV',
    needs: [...POLICY_NEEDS, 'passwordFilter'],
    timeMode: 'real',
    findings: POLICY_FINDINGS,
    async check(t) {
      for (const kind of BOTH) {
        await judge(t, kind, t.accounts.take(), {
          forbidden: `Xq7!${t.passwordFilter.bannedWord}z9`,
          acceptable: newPassword(),
        })
      }
    },
  }),
  requirement({
    id: 'PWB-POL-7',
    level: 'MUST',
    subject: 'directory',
    title: 'a fine-grained policy overrides the domain’s, by precedence, for a user or its group',
    source: 'OV',
    needs: NEEDS,
    timeMode: 'real',
    findings: POLICY_FINDINGS,
    async check(t) {
      const { directoryAdministrator } = t
      for (const through of ['user', 'group'] as const) {
        const account = t.accounts.take()
        const target =
          through === 'user' ? account.dn : await directoryAdministrator.group([account])
        const strict = { precedence: 10, minimumLength: 20 }
        const lax = { precedence: 20, minimumLength: 4 }
        const first = await directoryAdministrator.policy(strict, [target])
        const second = await directoryAdministrator.policy(lax, [target])
        await judge(t, 'administrator reset', account, {
          forbidden: upTo(12),
          acceptable: upTo(24),
        })
        await first.remove()
        // What the domain's own policy forbids, the remaining one allows.
        const short = upTo(6)
        await expectAccepted(t, account, short, await OPERATIONS.change(t, account, short))
        await second.remove()
        await judge(t, 'change', account, { forbidden: upTo(7), acceptable: newPassword() })
      }
    },
  }),
  requirement({
    id: 'PWB-POL-9',
    level: 'MUST',
    subject: 'directory',
    title: 'a locked-out account’s change is refused until the lockout ends',
    source: 'OV',
    needs: [...POLICY_NEEDS, 'clock'],
    timeMode: 'virtual',
    findings: {
      ...REFUSAL_FINDINGS,
      'not-refused-as-locked': 'the refusal does not reach the person as a locked account',
    },
    async check(t) {
      const account = t.accounts.take()
      await t.accounts.lock(account)
      const attempted = newPassword()
      const refusal = await OPERATIONS.change(t, account, attempted)
      t.saw('portal', `while locked: ${describeAnswer(refusal)}`)
      await t.clock.step(LOCKOUT_MS + MARGIN_MS)
      const kept = await expectPasswordKept(t, account, attempted, {
        applied: 'refusable-password-accepted',
        oldRefused: 'old-password-lost',
      })
      if (!kept) return
      t.expect(refusal.code === 'account-locked', 'not-refused-as-locked', {
        expected: '422 account-locked',
        observed: describeAnswer(refusal),
      })
      const password = newPassword()
      await expectAccepted(t, account, password, await OPERATIONS.change(t, account, password))
    },
  }),
  requirement({
    id: 'PWB-POL-14',
    level: 'MUST',
    subject: 'agent',
    title: 'the decision is the directory’s: a laxer or stricter policy is obeyed at once',
    source: 'OV',
    needs: NEEDS,
    timeMode: 'real',
    findings: POLICY_FINDINGS,
    async check(t) {
      const account = t.accounts.take()
      const lax = { precedence: 10, minimumLength: 1, complexity: false, historyLength: 0 }
      const policy = await t.directoryAdministrator.policy(lax, [account.dn])
      for (const simple of ['q', 'qwertz', 'aaaaaaaaaaaa']) {
        const answer = await OPERATIONS['administrator reset'](t, account, simple)
        await expectAccepted(t, account, simple, answer)
      }
      await policy.change({ precedence: 10, minimumLength: 40 })
      await judge(t, 'administrator reset', account, {
        forbidden: upTo(32),
        acceptable: upTo(48),
      })
      await policy.remove()
    },
  }),
]
