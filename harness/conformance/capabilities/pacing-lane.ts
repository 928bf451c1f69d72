import { setTimeout as sleep } from 'node:timers/promises'
import { DOMAIN_DN, type TenantPlan } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import { inBackground } from '../in-background.ts'
import type { Lane } from '../runner.ts'
import { accountsOf } from './accounts.ts'
import type { Capabilities } from './capabilities.ts'
import { portalOf } from './people.ts'

const NAME = 'pacing'
const BASE_DN = `OU=Pacing,${DOMAIN_DN}`
const ACCOUNTS = 40

/** A tenant without a tap, for what only waits: it runs while the other lanes do. */
export const PACING: TenantPlan = { tenant: NAME, baseDn: BASE_DN, relayTap: null }

const evenly: Capabilities['pacing']['evenly'] = async (count, periodMs, work) => {
  const startedAt = performance.now()
  const running: Promise<number>[] = []
  for (let index = 0; index < count; index++) {
    await sleep(Math.max(0, startedAt + index * periodMs - performance.now()))
    const beganAt = performance.now()
    running.push(inBackground(work().then(() => performance.now() - beganAt)))
  }
  return Promise.all(running)
}

/** In real time, at a pace: how long operations take. */
export async function openPacingLane(stage: Stage): Promise<Lane> {
  const plans = Array.from({ length: ACCOUNTS }, (_, index) => ({
    samAccountName: `paced${index}`,
  }))
  const accounts = await stage.createAccounts(BASE_DN, plans)
  await stage.synchronise(NAME, accounts)
  await stage.enable(NAME)
  return {
    capabilities: {
      portal: portalOf(stage, NAME),
      accounts: accountsOf(stage, accounts, []),
      pacing: { evenly },
    },
    restore: async () => undefined,
  }
}
