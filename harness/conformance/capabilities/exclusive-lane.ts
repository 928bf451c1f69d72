import type { Account } from '../../target/accounts.ts'
import { listeningSockets } from '../../target/sockets.ts'
import type { Stage } from '../../target/stage.ts'
import type { Lane } from '../runner.ts'
import { accountsOf, LONG_NAME } from './accounts.ts'
import { agentProcessOf } from './agent-process.ts'
import { agentEventsOf } from './agent-events.ts'
import { openNewcomer } from './newcomer.ts'
import { directoryOf, peopleOf, peoplePlans, portalOf } from './people.ts'
import { settingsOf, tenantOf } from './tenant-settings.ts'
import { relayProbeOf } from './relay-probe.ts'
import { DOMAIN, DOMAIN_DN } from '../../target/plan.ts'

export const EXCLUSIVE_TENANT = 'conformance'
export const EXCLUSIVE_BASE_DN = `OU=Conformance,${DOMAIN_DN}`
const ORDINARY = 240
const EACH_MODE = 20
const LONG_NAMED = 6

const accountPlans = () => {
  const ordinary = Array.from({ length: ORDINARY }, (_, index) => ({
    samAccountName: `probe${String(index).padStart(3, '0')}`,
  }))
  const longNamed = Array.from({ length: LONG_NAMED }, (_, index) => ({
    samAccountName: `long${index}`,
    userPart: `long${index}.`.padEnd(LONG_NAME - DOMAIN.length - 1, 'n'),
  }))
  return [...ordinary, ...longNamed, ...peoplePlans(EACH_MODE)]
}

/**
 * A system for one check at a time: its clock is moved, its agent stopped, its messages counted.
 * Enables the tenant and makes its accounts.
 */
export async function openExclusiveLane(stage: Stage): Promise<Lane> {
  const { system } = stage
  const tenant = EXCLUSIVE_TENANT
  const accounts: readonly Account[] = await stage.createAccounts(EXCLUSIVE_BASE_DN, accountPlans())
  await stage.synchronise(tenant, accounts)
  await stage.enable(tenant)
  const newcomer = await openNewcomer(stage)
  const settings = settingsOf(stage, tenant)

  const watched = accounts[0]
  const isUp = async () => {
    if (watched === undefined) return false
    const session = await stage.portal.startSession(watched.user)
    return Array.isArray(session.body['gates'])
  }
  const agent = agentProcessOf(system, isUp)
  const agentLink = system.taps.agentRelay.get(tenant)
  const { portalRelay, directory } = system.taps
  const relayProbe = relayProbeOf(system, tenant)
  const events = agentEventsOf(system)
  const made = accountsOf(
    stage,
    accounts.slice(1, ORDINARY),
    accounts.slice(ORDINARY, ORDINARY + LONG_NAMED),
  )

  return {
    capabilities: {
      portal: portalOf(stage, tenant),
      accounts: made,
      people: peopleOf(stage, tenant, accounts, made.take),
      tenant: tenantOf(stage, tenant, settings.change),
      newcomer: newcomer.capability,
      directory: directoryOf(stage, EXCLUSIVE_BASE_DN),
      clock: system.time,
      agent,
      sockets: {
        listening: listeningSockets,
        control: () => system.roles.running('portal').reply.pids,
      },
      ...(agentLink !== undefined && { agentLink }),
      ...(portalRelay !== undefined && { portalLink: portalRelay }),
      ...(directory !== undefined && { directoryLink: directory }),
      ...(relayProbe !== undefined && { relayProbe }),
      ...(events !== undefined && { events }),
    },
    async restore() {
      await settings.restore()
      await agent.restart()
      await newcomer.restore()
    },
  }
}
