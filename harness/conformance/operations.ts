import type { Account } from '../target/accounts.ts'
import type { PortalAnswer } from '../target/portal/portal-client.ts'
import { newPassword } from '../target/trust/secrets.ts'
import { enter } from './effects.ts'
import type { OperationKind } from './operation-kinds.ts'
import type { Context } from './requirement.ts'

type Asking = Context<'portal', string>

/** Each as the person or administrator does it. */
export const OPERATIONS = {
  'self-service reset': async (t: Asking, account: Account, password: string) =>
    t.portal.setPassword(await enter(t, account), password),
  change: async (t: Asking, account: Account, password: string) =>
    t.portal.change({
      token: await t.portal.userToken(account),
      currentPassword: account.password,
      newPassword: password,
    }),
  'administrator reset': async (t: Asking, account: Account, password: string) =>
    t.portal.administratorReset({
      token: await t.portal.administratorToken(),
      user: account.user,
      newPassword: password,
    }),
} as const satisfies Record<
  OperationKind,
  (t: Asking, account: Account, password: string) => Promise<PortalAnswer>
>

/** A password that the shipped policy refuses: it is too short. */
export const TOO_SHORT = 'Ab1!xyz'

/** A policy-proof password of exactly this many ASCII characters. */
export const passwordOfLength = (length: number) => newPassword().repeat(4).slice(0, length)
