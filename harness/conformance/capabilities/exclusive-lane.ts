import { connectedPorts, listeningSockets } from '../../target/processes/sockets.ts'
import type { Stage } from '../../target/stage.ts'
import type { Requirement } from '../requirement.ts'
import type { Lane } from '../runner.ts'
import { accountsOf } from './accounts.ts'
import { agentProcessOf } from './agent-process.ts'
import { agentAdministrationOf } from './agent-administration.ts'
import { agentStateOf } from './agent-state.ts'
import { directoryAdministratorOf } from './directory-administrator.ts'
import { EXCLUSIVE_BASE_DN, makeExclusivePeople } from './exclusive-people.ts'
import { impostorsOf } from './impostors.ts'
import { keyReadsOf } from './key-reads.ts'
import { neighbourOf } from './neighbour.ts'
import { relayAccessOf } from './relay-access.ts'
import { agentEventsOf } from './agent-events.ts'
import { openNewcomerFor } from './newcomer.ts'
import { directoryOf, peopleOf, portalOf } from './people.ts'
import { settingsOf, tenantOf } from './tenant-settings.ts'
import { LACKS_POLICY_HINTS, policyHintsOf } from './policy-hints.ts'
import { relayProbeOf } from './relay-probe.ts'
import { relayTimeOf } from './relay-time.ts'
import { rotationOf } from './rotation.ts'
import { LACKS_SECOND_RELAY, secondRelayOf } from './second-relay.ts'
import { agentEdges, serversOf } from './servers.ts'
import { synchronisationOf } from './synchronisation.ts'
import { testKeysOf } from './test-keys.ts'
import { tracesOf } from './traces.ts'
import { addressConfig } from '../../target/relay/relay-addresses.ts'

export const EXCLUSIVE_TENANT = 'conformance'
/** What the directory's password filter refuses, by its configuration. */
export const BANNED_WORD = 'Fabrikam'

/**
 * A system for one check at a time: its clock is moved, its agent stopped, its messages counted.
 * Enables the tenant and makes its accounts, and the newcomer's where a check asks for them.
 */
export async function openExclusiveLane(
  stage: Stage,
  asked: readonly Pick<Requirement, 'needs'>[],
): Promise<Lane> {
  const { system } = stage
  const tenant = EXCLUSIVE_TENANT
  const people = await makeExclusivePeople(stage, tenant, asked.length)
  await stage.enable(tenant)
  const newcomer = await openNewcomerFor(asked, stage)
  const settings = settingsOf(stage, tenant)

  const [watched] = people.ordinary
  // A relay that cannot tell its consumers leaves the portal believing in an agent that is still dialling.
  const isAttached = async () => {
    if (addressConfig(system.plan.slots).addresses?.presence !== null) return true
    const { tenants } = await stage.agent.status().catch(() => ({ tenants: [] }))
    return tenants.some((each) => each.tenant === tenant && each.connected)
  }
  const isUp = async () => {
    if (watched === undefined || !(await isAttached())) return false
    const session = await stage.portal.startSession(watched.user)
    return Array.isArray(session.body['gates'])
  }
  const agent = agentProcessOf(system, isUp)
  const agentLink = system.taps.agentRelay.get(tenant)
  const secondRelay = secondRelayOf(system, tenant)
  const { portalRelay, directory, agentPortal } = system.taps
  const policyHints = await policyHintsOf(system.edges.directory)
  const relayProbe = relayProbeOf(system, tenant)
  const relayAccess = relayAccessOf(system, tenant)
  const neighbour = neighbourOf(stage)
  const testKeys = testKeysOf(system, tenant)
  const agentState = agentStateOf(system)
  const events = agentEventsOf(system)
  const made = accountsOf(stage, people.ordinary.slice(1), people.longNamed)

  return {
    lacking: { ...LACKS_POLICY_HINTS, secondRelay: LACKS_SECOND_RELAY },
    capabilities: {
      portal: portalOf(stage, tenant),
      oddlyNamed: people.odd,
      undelegated: accountsOf(stage, people.undelegated, []),
      ...policyHints,
      passwordFilter: { bannedWord: BANNED_WORD },
      directoryAdministrator: directoryAdministratorOf(stage, EXCLUSIVE_BASE_DN),
      accounts: made,
      people: peopleOf(stage, tenant, people.byMode, made.take),
      tenant: tenantOf(stage, tenant, settings.change),
      ...newcomer.offers,
      directory: directoryOf(stage, EXCLUSIVE_BASE_DN),
      clock: system.time,
      relayTime: relayTimeOf(system),
      agent,
      sockets: {
        listening: listeningSockets,
        connected: connectedPorts,
        edges: agentEdges(system, tenant),
        control: () => system.roles.running('portal').reply.pids,
      },
      ...(agentLink !== undefined && { agentLink }),
      ...(secondRelay !== undefined && { secondRelay }),
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
      for (const tap of [agentLink, secondRelay?.agentLink, portalRelay, directory, agentPortal])
        tap?.letGo()
      await secondRelay?.restart()
      await settings.restore()
      await agent.restart()
      await newcomer.restore()
    },
  }
}
