import type { LinkResult } from '../../../reports/model/result.ts'
import { measureLink } from '../../target/link-measure.ts'
import { DOMAIN_DN } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import type { Tap } from '../../wire/tap.ts'
import type { Lane } from '../runner.ts'
import { accountsOf } from './accounts.ts'
import type { Capabilities } from './capabilities.ts'
import type { OpenPacedDriver } from './paced.ts'
import { portalOf } from './people.ts'

export const STEADY_TENANT = 'bandwidth'
export const STEADY_BASE_DN = `OU=Bandwidth,${DOMAIN_DN}`
/** For PWB-BW-2, and one before each measurement. */
const ACCOUNTS = 60

type Measured = Parameters<Capabilities['bandwidth']['measure']>[1]

/**
 * A tenant whose agent link nobody else loads and whose clock nobody moves: its bytes are counted. `openDriver`
 * begins operations at a pace.
 */
export async function openSteadyLane(stage: Stage, openDriver: OpenPacedDriver): Promise<Lane> {
  const tenant = STEADY_TENANT
  const plans = Array.from({ length: ACCOUNTS }, (_, index) => ({
    samAccountName: `steady${String(index).padStart(3, '0')}`,
  }))
  const accounts = await stage.createAccounts(STEADY_BASE_DN, plans)
  await stage.synchronise(tenant, accounts)
  const drive = await openDriver(stage, { tenant, baseDn: `OU=Paced,${STEADY_BASE_DN}` })
  await stage.enable(tenant)
  const tap = stage.system.taps.agentRelay.get(tenant)
  const links: LinkResult[] = []
  const measureOn = (on: Tap): Capabilities['bandwidth'] => {
    const measure = async (load: () => Promise<number>, { changes, called }: Measured) => {
      const measured = await measureLink(
        `agent-relay, one tenant ${called}`,
        on,
        stage.system.time.estimate,
        load,
      )
      links.push({ ...measured.link, changes })
      return measured
    }
    return {
      measure,
      async measurePaced(order, about) {
        const { ended } = await drive(order)
        const load = async () => (await ended).outcomes.length
        const measured = await measure(load, about)
        return { ...(await ended), measured }
      },
    }
  }
  return {
    capabilities: {
      portal: portalOf(stage, tenant),
      accounts: accountsOf(stage, accounts, []),
      ...(tap && { bandwidth: measureOn(tap) }),
    },
    restore: async () => undefined,
    links,
  }
}
