import { DOMAIN_DN } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import type { Lane } from '../runner.ts'
import { accountsOf } from './accounts.ts'
import { agentEventsOf } from './agent-events.ts'
import { directoryOf, portalOf } from './people.ts'

export const BARE_TENANT = 'bare'
export const BARE_BASE_DN = `OU=Bare,${DOMAIN_DN}`
const ACCOUNTS = 6

/** A system whose directory has no policy-hints control. */
export async function openBareLane(stage: Stage): Promise<Lane> {
  const plans = Array.from({ length: ACCOUNTS }, (_, index) => ({ samAccountName: `bare${index}` }))
  const accounts = await stage.createAccounts(BARE_BASE_DN, plans)
  await stage.synchronise(BARE_TENANT, accounts)
  await stage.enable(BARE_TENANT)
  const events = agentEventsOf(stage.system)
  return {
    capabilities: {
      ...(events && {
        withoutPolicyHints: {
          portal: portalOf(stage, BARE_TENANT),
          accounts: accountsOf(stage, accounts, []),
          events,
        },
      }),
      directory: directoryOf(stage, BARE_BASE_DN),
    },
    restore: async () => undefined,
  }
}
