import { DOMAIN_DN, type TenantPlan } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import type { Lane } from '../runner.ts'
import { accountsOf } from './accounts.ts'
import { directoryOf, portalOf } from './people.ts'

const NAME = 'slow-link'
const BASE_DN = `OU=SlowLink,${DOMAIN_DN}`
const ACCOUNTS = 40

/** A tenant of the steady system whose link is made slow (PWB-BW-4), beside those that are measured. */
export const SLOW_LINK: TenantPlan = {
  tenant: NAME,
  baseDn: BASE_DN,
  relayTap: { name: NAME, mode: 'opaque' },
}

/** In real time, over a link that can be made slow. */
export async function openSlowLinkLane(stage: Stage): Promise<Lane> {
  const plans = Array.from({ length: ACCOUNTS }, (_, index) => ({
    samAccountName: `slow-link${index}`,
  }))
  const accounts = await stage.createAccounts(BASE_DN, plans)
  await stage.synchronise(NAME, accounts)
  await stage.enable(NAME)
  const slowLink = stage.system.taps.agentRelay.get(NAME)
  return {
    capabilities: {
      portal: portalOf(stage, NAME),
      accounts: accountsOf(stage, accounts, []),
      directory: directoryOf(stage, BASE_DN),
      ...(slowLink !== undefined && { slowLink }),
    },
    restore: async () => undefined,
  }
}
