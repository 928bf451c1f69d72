import { openForestHand } from '../../target/directory/forest-hand.ts'
import type { Account } from '../../target/accounts.ts'
import type { Stage } from '../../target/stage.ts'
import type { Lane } from '../runner.ts'
import { accountsOf } from './accounts.ts'
import { agentEventsOf } from './agent-events.ts'
import { directoryOf, portalOf } from './people.ts'

export const BARE_TENANT = 'bare'
export const BARE_DOMAIN = 'bare.test'
export const BARE_BASE_DN = 'OU=Bare,DC=bare,DC=test'
const ACCOUNTS = 6

/** What a tenant is judged by whose directory has no policy-hints control; nothing where the agent keeps no events. */
export function withoutHints(stage: Stage, accounts: readonly Account[]) {
  const events = agentEventsOf(stage.system)
  if (events === undefined) return {}
  const portal = portalOf(stage, BARE_TENANT)
  return { withoutPolicyHints: { portal, accounts: accountsOf(stage, accounts, []), events } }
}

/** So many that each check has one of its own. */
export const BARE_PEOPLE = Array.from({ length: ACCOUNTS }, (_, index) => ({
  samAccountName: `bare${index}`,
}))

/** A tenant of a forest that has no policy-hints control. */
export async function openBareLane(stage: Stage): Promise<Lane> {
  const forest = await openForestHand(stage.system, BARE_DOMAIN)
  const accounts = await forest.createAccounts(BARE_BASE_DN, BARE_PEOPLE)
  await stage.synchronise(BARE_TENANT, accounts)
  await stage.enable(BARE_TENANT)
  return {
    capabilities: {
      ...withoutHints(stage, accounts),
      directory: directoryOf(forest, BARE_BASE_DN),
    },
    restore: async () => undefined,
    close: () => forest.close(),
  }
}
