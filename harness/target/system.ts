import { join } from 'node:path'
import { type Edge, ROLE_NAMES, type RoleName } from '../contract/edge.ts'
import { openTap, type Tap } from '../wire/tap.ts'
import { type Launch, prepareLaunch } from './launch.ts'
import type { CertificateAuthority } from './pki.ts'
import { SERVERNAMES, type SystemPlan, type TapPlan } from './plan.ts'
import { edgeOf, type RoleProcess, referenceProgram } from './role-process.ts'
import { createRoleSet, type RoleSet } from './role-set.ts'
import { createSystemTime, type SystemTime } from './system-time.ts'
import type { TokenIssuer } from './tokens.ts'

/** A running system: its processes, the edges to reach it by, the taps in between. */
export interface System {
  readonly plan: SystemPlan
  readonly roles: RoleSet
  readonly edges: Readonly<Record<'portal' | 'relay' | 'directory', Edge>>
  readonly taps: SystemTaps
  readonly time: SystemTime
  readonly tokens: TokenIssuer
  /** The run's own, for certificates that checks need. */
  readonly authority: CertificateAuthority
  readonly administrator: { readonly user: string; readonly password: string }
  readonly startedInMs: number
  close(): Promise<void>
}

export interface SystemTaps {
  /** tenant → tap on its agent's relay link. */
  readonly agentRelay: ReadonlyMap<string, Tap>
  readonly portalRelay: Tap | undefined
  readonly directory: Tap | undefined
  readonly agentPortal: Tap | undefined
}

const through = (edge: Edge, tap: Tap | undefined): Edge =>
  tap === undefined ? edge : { ...edge, host: tap.host, port: tap.port }

/** Opens taps with the run's CA behind them, one a name, and remembers them for closing. */
function createTapper({ authority }: Launch, now: () => number) {
  const opened = new Map<string, Tap>()
  return {
    async open(upstream: Edge, plan: TapPlan | null, protocol: 'amqp' | 'http' | 'raw') {
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

async function startOnPremisesAndRelay(launch: Launch, roles: RoleSet, plan: SystemPlan) {
  const start = (role: RoleName) =>
    roles.start(
      role,
      {
        edges: {},
        advertise: {},
        tls: launch.identities[role],
        config: { ...plan.config[role] },
        secretsFile: launch.secretsFile(role),
      },
      plan.ports?.[role],
    )
  const { caFile } = launch.authority
  const [ldap, amqp] = await Promise.all([start('directory'), start('relay')])
  return {
    directory: edgeOf(ldap, 'ldaps', SERVERNAMES.directory, caFile),
    relay: edgeOf(amqp, 'amqps', SERVERNAMES.relay, caFile),
  }
}

async function openTaps(
  tapper: Tapper,
  plan: SystemPlan,
  edges: { relay: Edge; directory: Edge },
): Promise<Omit<SystemTaps, 'agentPortal'>> {
  const agentRelay = new Map<string, Tap>()
  for (const { tenant, relayTap } of plan.tenants) {
    const tap = await tapper.open(edges.relay, relayTap, 'amqp')
    if (tap !== undefined) agentRelay.set(tenant, tap)
  }
  const directoryTap = plan.directoryTap ? ({ name: 'directory', mode: 'opaque' } as const) : null
  const portalTap = plan.portalRelayTap && { name: 'portal', mode: plan.portalRelayTap }
  return {
    agentRelay,
    portalRelay: await tapper.open(edges.relay, portalTap, 'amqp'),
    directory: await tapper.open(edges.directory, directoryTap, 'raw'),
  }
}

async function startPortal(
  launch: Launch,
  roles: RoleSet,
  plan: SystemPlan,
  relay: Edge,
  taps: Omit<SystemTaps, 'agentPortal'>,
): Promise<RoleProcess> {
  const { issuer, audience, jwks } = launch.tokens
  const tenants = plan.tenants.map(({ tenant }) => {
    const { host, port, servername } = through(relay, taps.agentRelay.get(tenant))
    return { tenant, relay: { host, port, servername } }
  })
  const body = {
    edges: { relay: through(relay, taps.portalRelay), relayManagement: relay },
    advertise: { relay },
    tls: launch.identities.portal,
    config: { issuer: { issuer, audience, jwks }, tenants, ...plan.config.portal },
    secretsFile: launch.secretsFile('portal'),
  }
  return roles.start('portal', body, plan.ports?.portal)
}

const startAgent = (
  launch: Launch,
  roles: RoleSet,
  plan: SystemPlan,
  edges: { portal: Edge; directory: Edge },
) =>
  roles.start('agent', {
    edges,
    advertise: {},
    tls: launch.identities.agent,
    config: {
      tenants: plan.tenants.map(({ tenant, baseDn, keyPairFile, signInBySuffix }) => ({
        tenant,
        baseDn,
        ...(signInBySuffix !== undefined && { signIn: { bySuffix: signInBySuffix } }),
        ...(keyPairFile !== undefined && { keyPairFile }),
      })),
      stateDir: join(launch.directory, 'agent'),
      ...plan.config.agent,
    },
    secretsFile: launch.secretsFile('agent'),
  })

/** Waits for every program, also when one fails: none may be left half started. */
async function spawnAll(roles: RoleSet) {
  const spawned = await Promise.allSettled(ROLE_NAMES.map((role) => roles.spawn(role)))
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
    argv: (role) => referenceProgram(role, plan.faults, plan.firingsFile),
    onStderr,
    now: () => time.estimate(),
  })
  const time = createSystemTime(() => roles.all())
  const tapper = createTapper(launch, time.estimate)
  const close = async () => {
    await roles.close()
    await tapper.close()
  }
  try {
    await spawnAll(roles)
    const { directory, relay } = await startOnPremisesAndRelay(launch, roles, plan)
    const taps = await openTaps(tapper, plan, { directory, relay })
    const started = await startPortal(launch, roles, plan, relay, taps)
    const portal = edgeOf(started, 'https', SERVERNAMES.portal, launch.authority.caFile)
    const agentPortalPlan = plan.agentPortalTap && {
      name: 'agent-portal',
      mode: plan.agentPortalTap,
    }
    const agentPortal = await tapper.open(portal, agentPortalPlan ?? null, 'http')
    await startAgent(launch, roles, plan, {
      portal: through(portal, agentPortal),
      directory: through(directory, taps.directory),
    })
    return {
      plan,
      roles,
      edges: { portal, relay, directory },
      taps: { ...taps, agentPortal },
      time,
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
