import { DOMAIN_DN } from '../../target/plan.ts'
import { directoryAt } from '../../target/slots/slots.ts'
import type { Stage } from '../../target/stage.ts'
import type { Lane } from '../runner.ts'
import { BARE_PEOPLE, BARE_TENANT, withoutHints } from './bare-lane.ts'
import { directoryOf } from './people.ts'
import { policyHintsOf } from './policy-hints.ts'

const BASE_DN = `OU=Bare,${DOMAIN_DN}`

export const GUEST_BARE = { tenant: BARE_TENANT, baseDn: BASE_DN, relayTap: null } as const

const without = (why: string): Lane => ({
  capabilities: {},
  lacking: { withoutPolicyHints: `directory: ${why}` },
  restore: async () => undefined,
})

/** A tenant of somebody's directory that has no policy-hints control, with an agent that insists on it. */
export async function openGuestBareLane(stage: Stage): Promise<Lane> {
  const { system } = stage
  const { policyHints } = await policyHintsOf(system.edges.directory)
  if (policyHints !== undefined) return without('it lists the policy-hints control')
  if (directoryAt(system.plan.slots)?.policyHints !== 'required') {
    return without('the target file says "policyHints: optional"')
  }
  const accounts = await stage.createAccounts(BASE_DN, BARE_PEOPLE)
  await stage.synchronise(BARE_TENANT, accounts)
  await stage.enable(BARE_TENANT)
  return {
    capabilities: {
      ...withoutHints(stage, accounts),
      directory: directoryOf(stage, BASE_DN),
    },
    restore: async () => undefined,
  }
}
