import type { Account } from '../../target/accounts.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import type { PortalAnswer } from '../../target/portal/portal-client.ts'
import { describeAnswer, describeBind, expectPasswordIs, expectPasswordKept } from '../effects.ts'
import type { OperationKind } from '../operation-kinds.ts'
import { OPERATIONS } from '../operations.ts'
import { type Context, requirement } from '../requirement.ts'

const NEEDS = ['portal', 'accounts', 'directory', 'directoryAdministrator'] as const
type Protecting = Context<(typeof NEEDS)[number], keyof typeof findings>

const findings = {
  'protected-account-reset': 'the password of a protected account was reset',
  'old-password-lost': 'after the refusal the old password no longer works',
  'not-refused-as-permission': 'the refusal does not reach the person as the permission outcome',
  'unprotected-refused': 'the control, a reset of an unprotected account, was not written',
} as const

const kept = { applied: 'protected-account-reset', oldRefused: 'old-password-lost' } as const
const set = { newRefused: 'unprotected-refused', oldAccepted: 'unprotected-refused' } as const

/** The groups that Active Directory protects by default, below the domain's head (NX). */
const PROTECTED_GROUPS = [
  'CN=Administrators,CN=Builtin',
  'CN=Account Operators,CN=Builtin',
  'CN=Server Operators,CN=Builtin',
  'CN=Print Operators,CN=Builtin',
  'CN=Backup Operators,CN=Builtin',
  'CN=Replicator,CN=Builtin',
  'CN=Domain Admins,CN=Users',
  'CN=Domain Controllers,CN=Users',
  'CN=Schema Admins,CN=Users',
  'CN=Enterprise Admins,CN=Users',
  'CN=Read-only Domain Controllers,CN=Users',
] as const

/** Directories take longer to tell their controllers of a membership; an agent may remember groups as long. */
const SETTLES_MS = 60_000

const resetBy = async (t: Protecting, kind: OperationKind, account: Account) => {
  const attempted = newPassword()
  return { attempted, answer: await OPERATIONS[kind](t, account, attempted) }
}

async function expectRefused(
  t: Protecting,
  what: string,
  account: Account,
  { attempted, answer }: { readonly attempted: string; readonly answer: PortalAnswer },
) {
  t.saw('portal', `${what}: ${describeAnswer(answer)}`)
  if (!(await expectPasswordKept(t, account, attempted, kept))) return
  t.expect(answer.code === 'no-permission', 'not-refused-as-permission', {
    expected: `403 no-permission (${what})`,
    observed: describeAnswer(answer),
  })
}

async function expectReset(t: Protecting, kind: OperationKind, account: Account) {
  const { attempted, answer } = await resetBy(t, kind, account)
  t.saw('portal', `control, unprotected: ${describeAnswer(answer)}`)
  await expectPasswordIs(t, account, attempted, set)
}

/** PROT: protected accounts and rights. */
export const prot = [
  requirement({
    id: 'PWB-PROT-1',
    level: 'MUST',
    subject: 'agent',
    title: 'an account in a protected group, nested or once a member, is not reset',
    source: 'OV, NX',
    needs: [...NEEDS, 'clock'],
    timeMode: 'mixed',
    findings,
    async check(t) {
      const { domainDn, addTo, group, groupOfGroups, mark } = t.directoryAdministrator
      for (const name of PROTECTED_GROUPS) {
        const account = t.accounts.take()
        await addTo(`${name},${domainDn}`, account.dn)
        const tried = await resetBy(t, 'administrator reset', account)
        await expectRefused(t, `member of ${name}`, account, tried)
      }
      const nested = t.accounts.take()
      const inner = await groupOfGroups([await group([nested])])
      // The control: a group of its own protects nobody.
      await expectReset(t, 'administrator reset', nested)
      await addTo(`CN=Backup Operators,CN=Builtin,${domainDn}`, inner)
      await t.clock.step(SETTLES_MS)
      const deep = await resetBy(t, 'administrator reset', nested)
      await expectRefused(t, 'member of a group in a group in Backup Operators', nested, deep)
      const marked = t.accounts.take()
      await mark(marked)
      await expectRefused(
        t,
        'adminCount=1',
        marked,
        await resetBy(t, 'administrator reset', marked),
      )
    },
  }),
  requirement({
    id: 'PWB-PROT-2',
    level: 'MUST',
    subject: 'system',
    title: 'a protected account is not reset whoever asks, its owner or another administrator',
    source: 'NX',
    needs: NEEDS,
    timeMode: 'real',
    findings,
    async check(t) {
      for (const kind of ['self-service reset', 'administrator reset'] as const) {
        const account = t.accounts.take()
        await t.accounts.protect(account)
        await expectRefused(t, kind, account, await resetBy(t, kind, account))
        await expectReset(t, kind, t.accounts.take())
      }
    },
  }),
  requirement({
    id: 'PWB-PROT-3',
    level: 'MUST',
    subject: 'agent',
    title: 'without the right to reset: the permission outcome, nothing written',
    source: 'TS',
    needs: [...NEEDS, 'undelegated'],
    timeMode: 'real',
    findings,
    async check(t) {
      for (const kind of ['self-service reset', 'administrator reset'] as const) {
        const account = t.undelegated.take()
        await expectRefused(t, `${kind}, no right`, account, await resetBy(t, kind, account))
        await expectReset(t, kind, t.accounts.take())
      }
    },
  }),
  requirement({
    id: 'PWB-PROT-4',
    level: 'MUST',
    subject: 'system',
    title: 'a change by a protected account: answer and directory agree',
    source: 'OV, NX',
    needs: NEEDS,
    timeMode: 'real',
    findings: {
      'told-changed-not-written': 'the person was told "changed" and the directory did not change',
      'told-refused-but-written': 'the person was told a refusal and the directory changed',
    },
    async check(t) {
      const account = t.accounts.take()
      await t.accounts.protect(account)
      const password = newPassword()
      const answer = await OPERATIONS.change(t, account, password)
      const fresh = await t.directory.bind(account, password)
      const stale = await t.directory.bind(account, account.password)
      t.saw('portal', describeAnswer(answer))
      t.saw('bind', `new: ${describeBind(fresh)}; old: ${describeBind(stale)}`)
      const comparison = {
        expected: 'answer and directory agree',
        observed: `${describeAnswer(answer)}; new ${describeBind(fresh)}; old ${describeBind(stale)}`,
      }
      const changed = answer.code === 'changed'
      t.expect(
        !changed || (fresh.accepted && !stale.accepted),
        'told-changed-not-written',
        comparison,
      )
      t.expect(
        changed || (!fresh.accepted && stale.accepted),
        'told-refused-but-written',
        comparison,
      )
    },
  }),
]
