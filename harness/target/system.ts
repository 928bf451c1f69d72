import { join } from 'node:path'
import { type Edge, type ProgramName, ROLE_NAMES, type RoleName } from '../contract/edge.ts'
import { openTap, type Tap } from '../wire/tap.ts'
import { agentForests } from './directory/controllers.ts'
import { type Launch, prepareLaunch } from './launch.ts'
import type { CertificateAuthority } from './trust/pki.ts'
import { type Premises, premisesOf } from './directory/premises.ts'
import { SERVERNAMES, type SystemPlan, type TapPlan } from './plan.ts'
import { directoryAt } from './slots/slots.ts'
import { addressConfig } from './relay/relay-addresses.ts'
import { commandOf, edgeOf, type RoleProcess } from './processes/role-process.ts'
import { createRoleSet, hasClock, type RoleSet } from './processes/role-set.ts'
import { createRealTime } from './time/real-time.ts'
import { createSystemTime, type SystemTime } from './time/system-time.ts'
import type { TokenIssuer } from './portal/tokens.ts'
import { type Controller, hasSecondRelay, startUpstream, type Upstream } from './upstream.ts'

/** A running system: its processes, the edges to reach it by, the taps in between. */
export interface System {
  readonly plan: SystemPlan
  readonly roles: RoleSet
  readonly edges: Readonly<Record<'portal' | 'relay' | 'directory', Edge>> & {
    readonly secondRelay: Edge | undefined
  }
  /** DNS name → edge, without a tap, of every domain controller. */
  readonly controllers: ReadonlyMap<string, Edge>
  readonly taps: SystemTaps
  readonly time: SystemTime
  /** Where its accounts lie. */
  readonly premises: Premises
  readonly tokens: TokenIssuer
  /** Whether all clocks can be moved, but that of a relay that runs already. */
  readonly isMovable: () => boolean
  /** The run's own, for certificates that checks need. */
  readonly authority: CertificateAuthority
  readonly administrator: { readonly user: string; readonly password: string }
  readonly startedInMs: number
  close(): Promise<void>
}

export interface SystemTaps {
  /** tenant → tap on its agent's relay link. */
  readonly agentRelay: ReadonlyMap<string, Tap>
  /** The same for the tenant's second relay, where it has two. */
  readonly agentSecondRelay: ReadonlyMap<string, Tap>
  readonly portalRelay: Tap | undefined
  readonly directory: Tap | undefined
  /** DNS name → tap on the agent's link to that domain controller, where the plan asks for one. */
  readonly controllers: ReadonlyMap<string, Tap>
  readonly agentPortal: Tap | undefined
  readonly portal: Tap | undefined
}

/** Those on links of the portal's own, and of the agent to other parts: they are there before the portal is. */
type TapsBehind = Omit<SystemTaps, 'agentPortal' | 'portal'>

const through = (edge: Edge, tap: Tap | undefined): Edge =>
  tap === undefined ? edge : { ...edge, host: tap.host, port: tap.port }

/** Opens taps with the run's CA behind them, one a name, and remembers them for closing. */
function createTapper({ authority }: Launch, now: () => number) {
  const opened = new Map<string, Tap>()
  return {
    async open(upstream: Edge, plan: TapPlan | null, protocol: 'amqp' | 'http' | 'ldap') {
      if (plan === null) return undefined
      const { name, mode } = plan
      const known = opened.get(name)
      if (known !== undefined) return known
      const identity =
        mode === 'inspecting'
          ? await authority.issue(`tap-${name}`, upstream.servername)
          : undefined
      const tap = await openTap({ mode, protocol, upstream, now, ...(identity && { identity }) })
      opened.set(name, tap)
      return tap
    },
    close: () => Promise.all([...opened.values()].map((tap) => tap.close())),
  }
}

type Tapper = ReturnType<typeof createTapper>

async function openControllerTaps(
  tapper: Tapper,
  { directoryTap, controllerTaps }: SystemPlan,
  controllers: readonly Controller[],
) {
  const taps = new Map<string, Tap>()
  for (const [index, { name, edgeName, edge }] of controllers.entries()) {
    const mode = controllerTaps ?? (directoryTap && index === 0 ? 'opaque' : undefined)
    const tap = await tapper.open(
      edge,
      mode === undefined ? null : { name: edgeName, mode },
      'ldap',
    )
    if (tap !== undefined) taps.set(name, tap)
  }
  return taps
}

const nextTo = ({ name, mode }: TapPlan): TapPlan => ({ name: `${name}-second`, mode })

async function openTaps(
  tapper: Tapper,
  plan: SystemPlan,
  upstream: Pick<Upstream, 'relay' | 'secondRelay' | 'controllers'>,
): Promise<TapsBehind> {
  const { relay, secondRelay } = upstream
  const agentRelay = new Map<string, Tap>()
  const agentSecondRelay = new Map<string, Tap>()
  for (const { tenant, relayTap } of plan.tenants) {
    const tap = await tapper.open(relay, relayTap, 'amqp')
    if (tap !== undefined) agentRelay.set(tenant, tap)
    const second =
      secondRelay && (await tapper.open(secondRelay, relayTap && nextTo(relayTap), 'amqp'))
    if (second !== undefined) agentSecondRelay.set(tenant, second)
  }
  const portalTap = plan.portalRelayTap && { name: 'portal', mode: plan.portalRelayTap }
  const controllers = await openControllerTaps(tapper, plan, upstream.controllers)
  return {
    agentRelay,
    agentSecondRelay,
    portalRelay: await tapper.open(relay, portalTap, 'amqp'),
    directory: controllers.get(upstream.controllers[0]?.name ?? ''),
    controllers,
  }
}

const placeOf = ({ host, port, servername }: Edge) => ({ host, port, servername })

async function startPortal(
  launch: Launch,
  roles: RoleSet,
  plan: SystemPlan,
  { relay, secondRelay }: Pick<Upstream, 'relay' | 'secondRelay'>,
  taps: TapsBehind,
): Promise<RoleProcess> {
  const { issuer, audience, jwks } = launch.tokens
  const tenants = plan.tenants.map(({ tenant }) => {
    const second = secondRelay && placeOf(through(secondRelay, taps.agentSecondRelay.get(tenant)))
    return {
      tenant,
      relay: placeOf(through(relay, taps.agentRelay.get(tenant))),
      ...(second && { secondRelay: second }),
    }
  })
  const body = {
    edges: {
      relay: through(relay, taps.portalRelay),
      relayManagement: relay,
      ...(secondRelay && { secondRelay, secondRelayManagement: secondRelay }),
    },
    advertise: { relay, ...(secondRelay && { secondRelay }) },
    tls: launch.identities.portal,
    config: {
      issuer: { issuer, audience, jwks },
      tenants,
      ...addressConfig(plan.slots),
      ...plan.config.portal,
    },
    secretsFile: launch.secretsFile('portal'),
  }
  return roles.start('portal', body, { port: plan.ports?.portal })
}

/** How the agent is configured for somebody’s directory. */
const policyHintsOf = ({ slots }: SystemPlan) => {
  const slot = directoryAt(slots)
  return slot === undefined ? {} : { policyHints: slot.policyHints }
}

const startAgent = (
  launch: Launch,
  roles: RoleSet,
  plan: SystemPlan,
  edges: Record<string, Edge>,
  { rebase }: Premises,
) =>
  roles.start('agent', {
    edges,
    advertise: {},
    tls: launch.identities.agent,
    config: {
      tenants: plan.tenants.map(({ tenant, baseDn, moreBaseDns, keyPairFile, signInBySuffix }) => ({
        tenant,
        baseDn: baseDn === null ? null : rebase(baseDn),
        ...(moreBaseDns !== undefined && { moreBaseDns }),
        ...(signInBySuffix !== undefined && { signIn: { bySuffix: signInBySuffix } }),
        ...(keyPairFile !== undefined && { keyPairFile }),
      })),
      ...agentForests(plan),
      ...addressConfig(plan.slots),
      ...policyHintsOf(plan),
      stateDir: join(launch.directory, 'agent'),
      ...plan.config.agent,
    },
    secretsFile: launch.secretsFile('agent'),
  })

/** Waits for every program, also when one fails: none may be left half started. */
async function spawnAll(roles: RoleSet, programs: readonly ProgramName[]) {
  const spawned = await Promise.allSettled(programs.map((program) => roles.spawn(program)))
  for (const result of spawned) if (result.status === 'rejected') throw result.reason
}

/** Starts all four roles and the taps: directory and relay, taps, portal, agent. On failure nothing stays. */
export async function startSystem(
  plan: SystemPlan,
  onStderr: (role: RoleName, line: string) => void = () => undefined,
): Promise<System> {
  const startedAt = performance.now()
  const launch = await prepareLaunch(plan)
  const roles = createRoleSet({
    command: (role) => commandOf(role, plan),
    onStderr,
    now: () => time.estimate(),
  })
  const ours = ROLE_NAMES.filter((role) => plan.slots?.[role].fill !== 'url')
  // Something that runs already keeps its own time. A relay is told how long a message may wait, never
  // until when: the others' clocks can go ahead without it.
  const { realLimitMs } = plan
  const keepsOwnTime = ROLE_NAMES.filter((role) => role !== 'relay' && !ours.includes(role))
  const isMovable = () =>
    realLimitMs === undefined && keepsOwnTime.length === 0 && roles.all().every(hasClock)
  const time =
    realLimitMs === undefined
      ? createSystemTime(() => (isMovable() ? roles.all() : []))
      : createRealTime(realLimitMs)
  const premises = premisesOf(plan)
  const tapper = createTapper(launch, time.estimate)
  const close = async () => {
    await roles.close()
    await tapper.close()
  }
  try {
    await spawnAll(roles, [...ours, ...(hasSecondRelay(plan) ? ['second-relay' as const] : [])])
    const upstream = await startUpstream(launch, roles, plan)
    const { relay, secondRelay, directory, controllers } = upstream
    const taps = await openTaps(tapper, plan, upstream)
    const started = await startPortal(launch, roles, plan, upstream, taps)
    const portal = edgeOf(started, 'https', SERVERNAMES.portal, launch.authority.caFile)
    const directories = controllers.map(
      ({ name, edgeName, edge }) => [edgeName, through(edge, taps.controllers.get(name))] as const,
    )
    const agentPortalPlan = plan.agentPortalTap && {
      name: 'agent-portal',
      mode: plan.agentPortalTap,
    }
    const agentPortal = await tapper.open(portal, agentPortalPlan ?? null, 'http')
    const inFront = await tapper.open(
      portal,
      plan.portalTap === undefined ? null : { name: 'portal-clients', mode: plan.portalTap },
      'http',
    )
    await startAgent(
      launch,
      roles,
      plan,
      {
        // It trusts the relay, which the portal names, as it trusts the portal.
        portal: {
          ...through(portal, agentPortal),
          caFile: launch.running.relay?.caFile ?? portal.caFile,
        },
        ...Object.fromEntries(directories),
      },
      premises,
    )
    return {
      plan,
      roles,
      edges: { portal: through(portal, inFront), relay, secondRelay, directory },
      controllers: new Map(controllers.map(({ name, edge }) => [name, edge])),
      taps: { ...taps, agentPortal, portal: inFront },
      time,
      isMovable,
      premises,
      tokens: launch.tokens,
      authority: launch.authority,
      administrator: launch.administrator,
      startedInMs: performance.now() - startedAt,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
