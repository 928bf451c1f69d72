import type { Account } from '../../target/accounts.ts'
import { connectedPorts, listeningSockets } from '../../target/sockets.ts'
import type { Stage } from '../../target/stage.ts'
import type { Lane } from '../runner.ts'
import { accountsOf, LONG_NAME } from './accounts.ts'
import { agentProcessOf } from './agent-process.ts'
import { agentAdministrationOf } from './agent-administration.ts'
import { agentStateOf } from './agent-state.ts'
import { directoryAdministratorOf } from './directory-administrator.ts'
import { impostorsOf } from './impostors.ts'
import { keyReadsOf } from './key-reads.ts'
import { neighbourOf } from './neighbour.ts'
import { relayAccessOf } from './relay-access.ts'
import { agentEventsOf } from './agent-events.ts'
import { openNewcomer } from './newcomer.ts'
import { directoryOf, peopleOf, peoplePlans, portalOf } from './people.ts'
import { settingsOf, tenantOf } from './tenant-settings.ts'
import { relayProbeOf } from './relay-probe.ts'
import { rotationOf } from './rotation.ts'
import { agentEdges, serversOf } from './servers.ts'
import { synchronisationOf } from './synchronisation.ts'
import { testKeysOf } from './test-keys.ts'
import { tracesOf } from './traces.ts'
import { DOMAIN, DOMAIN_DN } from '../../target/plan.ts'

export const EXCLUSIVE_TENANT = 'conformance'
export const EXCLUSIVE_BASE_DN = `OU=Conformance,${DOMAIN_DN}`
const ORDINARY = 320
const EACH_MODE = 20
const LONG_NAMED = 6
/** Each character that a distinguished name must escape, where it must be (PWB-LOOK-8). */
const ODD_NAMES = [
  ' leading space',
  '#leading number sign',
  'comma, inside',
  'plus + sign',
  'quote " mark',
  'back\\slash',
  'less < greater >',
  'semi; colon',
  'equals = sign',
  'sla/sh',
  'trailing space ',
  'line\r\nbreak',
  'Ünïcödé 名前 😀',
] as const
/** Below it the agent's service account has no rights, by the directory's configuration. */
export const UNDELEGATED_DN = `OU=Undelegated,${EXCLUSIVE_BASE_DN}`
const UNDELEGATED = 4
/** What the directory's password filter refuses, by its configuration. */
export const BANNED_WORD = 'Fabrikam'

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
  const odd = await stage.createAccounts(
    `OU=Odd,${EXCLUSIVE_BASE_DN}`,
    ODD_NAMES.map((commonName, index) => ({ samAccountName: `odd${index}`, commonName })),
  )
  const undelegated = await stage.createAccounts(
    UNDELEGATED_DN,
    Array.from({ length: UNDELEGATED }, (_, index) => ({ samAccountName: `outside${index}` })),
  )
  await stage.synchronise(tenant, [...accounts, ...undelegated, ...odd])
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
  const { portalRelay, directory, agentPortal } = system.taps
  const relayProbe = relayProbeOf(system, tenant)
  const relayAccess = relayAccessOf(system, tenant)
  const neighbour = neighbourOf(stage)
  const testKeys = testKeysOf(system, tenant)
  const agentState = agentStateOf(system)
  const events = agentEventsOf(system)
  const made = accountsOf(
    stage,
    accounts.slice(1, ORDINARY),
    accounts.slice(ORDINARY, ORDINARY + LONG_NAMED),
  )

  return {
    capabilities: {
      portal: portalOf(stage, tenant),
      oddlyNamed: odd,
      undelegated: accountsOf(stage, undelegated, []),
      passwordFilter: { bannedWord: BANNED_WORD },
      directoryAdministrator: directoryAdministratorOf(stage, EXCLUSIVE_BASE_DN),
      accounts: made,
      people: peopleOf(stage, tenant, accounts, made.take),
      tenant: tenantOf(stage, tenant, settings.change),
      newcomer: newcomer.capability,
      directory: directoryOf(stage, EXCLUSIVE_BASE_DN),
      clock: system.time,
      agent,
      sockets: {
        listening: listeningSockets,
        connected: connectedPorts,
        edges: agentEdges(system, tenant),
        control: () => system.roles.running('portal').reply.pids,
      },
      ...(agentLink !== undefined && { agentLink }),
      ...(portalRelay !== undefined && { portalLink: portalRelay }),
      ...(directory !== undefined && { directoryLink: directory }),
      ...(agentPortal !== undefined && { onboardingLink: agentPortal }),
      ...(relayProbe !== undefined && { relayProbe }),
      ...(relayAccess !== undefined && { relayAccess }),
      ...(neighbour !== undefined && { neighbour }),
      ...(testKeys !== undefined && { testKeys }),
      ...(agentState !== undefined && { agentState }),
      synchronisation: synchronisationOf(stage, tenant, EXCLUSIVE_BASE_DN),
      rotation: rotationOf(stage),
      keyReads: keyReadsOf(stage, tenant),
      traces: tracesOf(system),
      agentAdministration: agentAdministrationOf(stage, tenant),
      servers: serversOf(system),
      impostors: impostorsOf(system, {
        'agent to relay': { tap: agentLink, to: 'relay' },
        'portal to relay': { tap: portalRelay, to: 'relay' },
        'agent to directory': { tap: directory, to: 'directory' },
        'agent to portal': { tap: agentPortal, to: 'portal' },
      }),
      ...(events !== undefined && { events }),
    },
    async restore() {
      for (const tap of [agentLink, portalRelay, directory, agentPortal]) tap?.letGo()
      await settings.restore()
      await agent.restart()
      await newcomer.restore()
    },
  }
}
