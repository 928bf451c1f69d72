import type { PasswordMode } from '../../contract/origins.ts'
import type { Account } from '../../target/accounts.ts'
import { newPassword, newTotpSecret } from '../../target/trust/secrets.ts'
import type { Stage } from '../../target/stage.ts'
import type { Capabilities } from './capabilities.ts'
import type { People } from './handed-out.ts'
import { handOut } from './hand-out.ts'
import { requireDone } from './require-done.ts'

/** The portal as the tenant's people and administrator see it. */
export const portalOf = (stage: Stage, tenant: string): Capabilities['portal'] => ({
  ...stage.portal,
  administratorToken: (client) => stage.administratorToken(tenant, client),
  userToken: (account, client) => stage.userToken(tenant, account.user, client),
  token: (claims, ageMs) => stage.tokenOf({ tenant, ...claims }, ageMs),
})

const MODES = {
  'federated.test': 'federated',
  'hash.test': 'hash-synchronised',
} as const satisfies Record<string, PasswordMode>

/** The suffixes of the people that do not sign in by pass-through, for the agent's configuration. */
export const SIGN_IN_BY_SUFFIX: Readonly<Record<string, PasswordMode>> = MODES

/** Accounts to make, so many of each suffix. */
export const peoplePlans = (each: number) =>
  Object.keys(MODES).flatMap((suffix) =>
    Array.from({ length: each }, (_, index) => ({
      samAccountName: `${suffix.split('.')[0] ?? ''}${index}`,
      suffix,
    })),
  )

/** Hands out the accounts of `peoplePlans`, and makes people of the cloud only when they are asked for. */
export function peopleOf(
  stage: Stage,
  tenant: string,
  accounts: readonly Account[],
  passThrough: () => Account,
): People {
  const pool = (suffix: keyof typeof MODES) =>
    handOut(accounts.filter(({ user }) => user.endsWith(`@${suffix}`)))
  let made = 0
  return {
    federated: pool('federated.test'),
    hashSynchronised: pool('hash.test'),
    passThrough,
    async cloudOnly() {
      const person = {
        user: `cloud${made++}@${tenant}.example`,
        password: newPassword(),
        totpSecret: newTotpSecret(),
      }
      const { user, password } = person
      const token = await stage.administratorToken(tenant)
      const users = [{ userPrincipalName: user, password }]
      requireDone(await stage.portal.createCloudUsers({ token, tenant, users }), 'made no user')
      await stage.enrol(tenant, [person])
      return person
    },
  }
}

/** The directory as the judge sees it. */
export const directoryOf = (
  stage: Pick<Stage, 'judge'>,
  baseDn: string,
): Capabilities['directory'] => ({
  bind: (account, password) => stage.judge.bind(account.user, password),
  async read(account, attribute) {
    const entry = await stage.judge.read(baseDn, account.user, [attribute])
    return entry?.[attribute]?.[0]
  },
})
