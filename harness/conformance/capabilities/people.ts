import type { Stage } from '../../target/stage.ts'
import type { Capabilities } from './capabilities.ts'

/** The portal as the tenant's people and administrator see it. */
export const portalOf = (stage: Stage, tenant: string): Capabilities['portal'] => ({
  ...stage.portal,
  administratorToken: (client) => stage.administratorToken(tenant, client),
  userToken: (account) => stage.userToken(tenant, account.user),
})

/** The directory as the judge sees it. */
export const directoryOf = (stage: Stage, baseDn: string): Capabilities['directory'] => ({
  bind: (account, password) => stage.judge.bind(account.user, password),
  async read(account, attribute) {
    const entry = await stage.judge.read(baseDn, account.user, [attribute])
    return entry?.[attribute]?.[0]
  },
})
