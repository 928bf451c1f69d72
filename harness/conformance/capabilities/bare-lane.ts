import { openForestHand } from '../../target/forest-hand.ts'
import type { Stage } from '../../target/stage.ts'
import type { Lane } from '../runner.ts'
import { accountsOf } from './accounts.ts'
import { agentEventsOf } from './agent-events.ts'
import { directoryOf, portalOf } from './people.ts'

export const BARE_TENANT = 'bare'
export const BARE_DOMAIN = 'bare.test'
export const BARE_BASE_DN = 'OU=Bare,DC=bare,DC=test'
const ACCOUNTS = 6

/** A tenant of a forest that has no policy-hints control. */
export async function openBareLane(stage: Stage): Promise<Lane> {
  const forest = await openForestHand(stage.system, BARE_DOMAIN)
  const plans = Array.from({ length: ACCOUNTS }, (_, index) => ({ samAccountName: `bare${index}` }))
  const accounts = await forest.createAccounts(BARE_BASE_DN, plans)
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
      directory: directoryOf(forest, BARE_BASE_DN),
    },
    restore: async () => undefined,
    close: () => forest.close(),
  }
}
