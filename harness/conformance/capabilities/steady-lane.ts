import type { LinkResult } from '../../../reports/model/result.ts'
import { measureLink } from '../../target/link-measure.ts'
import { DOMAIN_DN } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import type { Lane } from '../runner.ts'
import { accountsOf } from './accounts.ts'
import type { Capabilities } from './capabilities.ts'
import { portalOf } from './people.ts'

export const STEADY_TENANT = 'bandwidth'
export const STEADY_BASE_DN = `OU=Bandwidth,${DOMAIN_DN}`
/** PWB-BW-3 may ask five times for a hundred operations. */
const ACCOUNTS = 600

type Measured = Parameters<Capabilities['bandwidth']['measure']>[1]

/** A tenant whose agent link nobody else loads and whose clock nobody moves: its bytes are counted. */
export async function openSteadyLane(stage: Stage): Promise<Lane> {
  const tenant = STEADY_TENANT
  const plans = Array.from({ length: ACCOUNTS }, (_, index) => ({
    samAccountName: `steady${String(index).padStart(3, '0')}`,
  }))
  const accounts = await stage.createAccounts(STEADY_BASE_DN, plans)
  await stage.synchronise(tenant, accounts)
  await stage.enable(tenant)
  const tap = stage.system.taps.agentRelay.get(tenant)
  const links: LinkResult[] = []
  const bandwidth = tap && {
    async measure(load: () => Promise<number>, { changes, called }: Measured) {
      const measured = await measureLink(
        `agent-relay, one tenant ${called}`,
        tap,
        stage.system.time.estimate,
        load,
      )
      links.push({ ...measured.link, changes })
      return measured
    },
  }
  return {
    capabilities: {
      portal: portalOf(stage, tenant),
      accounts: accountsOf(stage, accounts, []),
      ...(bandwidth && { bandwidth }),
    },
    restore: async () => undefined,
    links,
  }
}
