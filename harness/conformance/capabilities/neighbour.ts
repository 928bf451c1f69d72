import type { Account } from '../../target/accounts.ts'
import { DOMAIN_DN } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import { accountsOf } from './accounts.ts'
import type { Capabilities } from './capabilities.ts'
import { portalOf } from './people.ts'

export const NEIGHBOUR_TENANT = 'neighbour'
export const NEIGHBOUR_BASE_DN = `OU=Neighbour,${DOMAIN_DN}`
const ACCOUNTS = 12

/** Another tenant of the same portal, relay and agent; enabled when a check first asks for it. */
export function neighbourOf(stage: Stage): Capabilities['neighbour'] | undefined {
  const link = stage.system.taps.agentRelay.get(NEIGHBOUR_TENANT)
  if (link === undefined) return undefined
  const open = async () => {
    const plans = Array.from({ length: ACCOUNTS }, (_, index) => ({
      samAccountName: `neighbour${index}`,
    }))
    const accounts: readonly Account[] = await stage.createAccounts(NEIGHBOUR_BASE_DN, plans)
    await stage.synchronise(NEIGHBOUR_TENANT, accounts)
    await stage.enable(NEIGHBOUR_TENANT)
    return {
      tenant: NEIGHBOUR_TENANT,
      portal: portalOf(stage, NEIGHBOUR_TENANT),
      accounts: accountsOf(stage, accounts, []),
      agentLink: link,
    }
  }
  let opened: ReturnType<typeof open> | undefined
  return { open: () => (opened ??= open()) }
}
