import type { Account } from '../target/accounts.ts'
import type { BindVerdict } from '../target/directory/directory-judge.ts'
import { newPassword } from '../target/trust/secrets.ts'
import type { PortalAnswer } from '../target/portal/portal-client.ts'
import type { Context } from './requirement.ts'

/** What the directory says of a password, in words for a finding. */
export const describeBind = (verdict: BindVerdict) =>
  verdict.accepted ? 'bind accepted' : `bind refused (data ${verdict.data || verdict.code})`

export const describeAnswer = (answer: PortalAnswer) =>
  `${answer.status} ${answer.code || '(no code)'}`

type Judging<F extends string> = Context<'directory', F>

/**
 * The password is now `password` and no longer the one before: a bind with each decides. On success the
 * account's current password is updated.
 */
export async function expectPasswordIs<F extends string>(
  t: Judging<F>,
  account: Account,
  password: string,
  codes: { readonly newRefused: F; readonly oldAccepted: F },
): Promise<boolean> {
  const before = account.password
  const fresh = await t.directory.bind(account, password)
  const stale = await t.directory.bind(account, before)
  t.saw('bind', `new password: ${describeBind(fresh)}; old password: ${describeBind(stale)}`)
  const written = t.expect(fresh.accepted, codes.newRefused, {
    expected: 'the directory accepts the new password',
    observed: describeBind(fresh),
  })
  const replaced = t.expect(!stale.accepted, codes.oldAccepted, {
    expected: 'the directory refuses the old password',
    observed: describeBind(stale),
  })
  if (written) account.password = password
  return written && replaced
}

/** The password is still what it was, and not `attempted`. */
export async function expectPasswordKept<F extends string>(
  t: Judging<F>,
  account: Account,
  attempted: string,
  codes: { readonly applied: F; readonly oldRefused: F },
): Promise<boolean> {
  const fresh =
    attempted === account.password ? undefined : await t.directory.bind(account, attempted)
  const kept = await t.directory.bind(account, account.password)
  t.saw(
    'bind',
    `refused password: ${fresh === undefined ? 'is the current one' : describeBind(fresh)}; old password: ${describeBind(kept)}`,
  )
  const refused = t.expect(fresh?.accepted !== true, codes.applied, {
    expected: 'the directory refuses the password that was not to be set',
    observed: fresh === undefined ? '' : describeBind(fresh),
  })
  // That the old one is gone follows from the new one being set: one finding, not two.
  if (!refused) return false
  return t.expect(kept.accepted, codes.oldRefused, {
    expected: 'the directory still accepts the old password',
    observed: describeBind(kept),
  })
}

/** Session and gates of a self-service reset; throws when the system does not let a healthy account in. */
export async function enter(
  t: Context<'portal', string>,
  account: Pick<Account, 'user' | 'totpSecret'>,
): Promise<string> {
  const session = await t.portal.openSession(account.user, account.totpSecret)
  if (typeof session === 'string') return session
  throw new Error(`a healthy account is not let in: ${describeAnswer(session)}`)
}

/** A reset that has nothing against it, as a person does it: the control of many checks. */
export async function resetAsPerson(
  t: Context<'portal', string>,
  account: Pick<Account, 'user' | 'totpSecret'>,
): Promise<{ answer: PortalAnswer; password: string }> {
  const password = newPassword()
  const session = await enter(t, account)
  return { answer: await t.portal.setPassword(session, password), password }
}
