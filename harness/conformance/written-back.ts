import type { PortalAnswer } from '../target/portal/portal-client.ts'
import type { Account } from '../target/accounts.ts'
import { describeAnswer, describeBind } from './effects.ts'
import type { Context } from './requirement.ts'

/** An operation that was asked for, and the password that it was to set. */
export interface Asked {
  readonly account: Account
  readonly password: string
  readonly answer: PortalAnswer
  /** Which of several cases, in words. */
  readonly name?: string
}

const tryBoth = async (t: Context<'directory', string>, { account, password }: Asked) => {
  const fresh = await t.directory.bind(account, password)
  const old = await t.directory.bind(account, account.password)
  return { fresh, old }
}

const labelled = (name: string | undefined, text: string) =>
  name === undefined ? text : `${name}: ${text}`

/**
 * The portal said “changed”, and the directory takes the new password and no longer the old one. On
 * success the account's current password is updated.
 */
export async function expectWrittenBack<F extends string>(
  t: Context<'directory', F>,
  asked: Asked,
  code: F,
): Promise<boolean> {
  const { account, password, answer, name } = asked
  const { fresh, old } = await tryBoth(t, asked)
  const seen = `new password: ${describeBind(fresh)}; old password: ${describeBind(old)}`
  t.saw('portal', labelled(name, describeAnswer(answer)))
  t.saw('bind', labelled(name, seen))
  const holds = answer.code === 'changed' && fresh.accepted && !old.accepted
  if (fresh.accepted) account.password = password
  return t.expect(holds, code, {
    expected: labelled(name, '200 changed; only the new password binds'),
    observed: `${describeAnswer(answer)}; ${seen}`,
  })
}

/** Whatever the portal said, the directory still takes the old password and not the one asked for. */
export async function expectNotWrittenBack<F extends string>(
  t: Context<'directory', F>,
  asked: Asked,
  code: F,
): Promise<boolean> {
  const { answer, name } = asked
  const { fresh, old } = await tryBoth(t, asked)
  const seen = `password asked for: ${describeBind(fresh)}; old password: ${describeBind(old)}`
  t.saw('portal', labelled(name, describeAnswer(answer)))
  t.saw('bind', labelled(name, seen))
  return t.expect(!fresh.accepted && old.accepted, code, {
    expected: labelled(name, 'only the old password binds'),
    observed: `${describeAnswer(answer)}; ${seen}`,
  })
}
