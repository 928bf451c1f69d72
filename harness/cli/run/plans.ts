import { BANNED_WORD, EXCLUSIVE_TENANT } from '../../conformance/capabilities/exclusive-lane.ts'
import {
  EXCLUSIVE_BASE_DN,
  UNDELEGATED_DN,
} from '../../conformance/capabilities/exclusive-people.ts'
import { BARE_BASE_DN, BARE_DOMAIN, BARE_TENANT } from '../../conformance/capabilities/bare-lane.ts'
import {
  BRANCH_BASE_DN,
  BRANCH_DOMAIN,
  EMULATOR,
  FORESTS_BASE_DN,
  FORESTS_TENANT,
  PREFERRED,
} from '../../conformance/capabilities/forests-lane.ts'
import { GUEST_BARE } from '../../conformance/capabilities/guest-bare-lane.ts'
import { directoryAt } from '../../target/slots/slots.ts'
import { NARROW_TENANTS } from '../../conformance/capabilities/narrow-lane.ts'
import { NEIGHBOUR_BASE_DN, NEIGHBOUR_TENANT } from '../../conformance/capabilities/neighbour.ts'
import { NEWCOMER } from '../../conformance/capabilities/newcomer.ts'
import { PACING } from '../../conformance/capabilities/pacing-lane.ts'
import { SIGN_IN_BY_SUFFIX } from '../../conformance/capabilities/people.ts'
import { STEADY_BASE_DN, STEADY_TENANT } from '../../conformance/capabilities/steady-lane.ts'
import { DEFAULT_PROFILE } from '../../conformance/profiles/index.ts'
import type { Generation } from '../../contract/generations.ts'
import { MOST_IN_PROGRESS, STORM_BASE_DN, STORM_TENANT } from '../judge/storm-lane.ts'
import { IDLE_BASE_DN, IDLE_TENANT } from '../../conformance/capabilities/idle-lane.ts'
import { SLOW_LINK } from '../../conformance/capabilities/slow-link-lane.ts'
import type { RelayTransport } from '../../contract/role-config.ts'
import { LIMITS } from '../../contract/limits.ts'
import { DOMAIN, type SystemPlan, type TenantPlan } from '../../target/plan.ts'

export type Plan = Omit<SystemPlan, 'runDir'>
export type Faults = Pick<
  SystemPlan,
  'faults' | 'variants' | 'firingsFile' | 'slots' | 'realLimitMs'
>

/** What the command line says of all systems of a run. */
export interface RunOptions extends Faults {
  readonly transport: RelayTransport
  /** What the reference is to promise; absent: what it promises by itself. */
  readonly generation?: Generation
}

/** A part of an older contract is told nothing that it need not know. */
export const generationOf = (profile: Generation): Pick<RunOptions, 'generation'> =>
  profile === DEFAULT_PROFILE ? {} : { generation: profile }

const ofGeneration = (generation: Generation | undefined) =>
  generation === undefined ? {} : { generation }

/** A tenant of the newer generation has two relays. */
const relaysOf = (generation: Generation | undefined) =>
  generation === 'entra-2025' ? { secondRelay: true } : {}

const overTransport = (transport: RelayTransport) => ({ network: { transport } })

/** Links are cut again and again in this lane: what is lost comes back within a second. */
export const SOON_BACK = { reconnectMaxMs: 1_000 } as const

/** For checks that move clocks, stop the agent and count messages: everything is inspected. */
export const exclusivePlan = ({ transport, generation, ...faults }: RunOptions): Plan => ({
  ...faults,
  ...relaysOf(generation),
  name: 'exclusive',
  tenants: [
    {
      tenant: EXCLUSIVE_TENANT,
      baseDn: EXCLUSIVE_BASE_DN,
      relayTap: { name: 'conformance', mode: 'inspecting' },
      signInBySuffix: SIGN_IN_BY_SUFFIX,
    },
    {
      tenant: NEIGHBOUR_TENANT,
      baseDn: NEIGHBOUR_BASE_DN,
      relayTap: { name: 'neighbour', mode: 'inspecting' },
    },
    NEWCOMER,
  ],
  portalRelayTap: 'inspecting',
  directoryTap: true,
  agentPortalTap: 'inspecting',
  config: {
    directory: { bannedWords: [BANNED_WORD], undelegated: [UNDELEGATED_DN] },
    portal: {
      ...ofGeneration(generation),
      network: { transport, ...SOON_BACK },
      exposeTestKeys: true,
    },
    agent: {
      ...ofGeneration(generation),
      network: { transport, ...SOON_BACK },
      exposeTestKeys: true,
    },
  },
})

/** PWB-NET-3 to -5 run scaled: all network times divided by this. */
const NETWORK_SCALE = 30

/** For idle links and for AMQP in WebSocket: short network times, nobody talks unless asked. */
export const narrowPlan = (faults: Faults): Plan => ({
  ...faults,
  name: 'narrow',
  tenants: NARROW_TENANTS.map(({ tenant, baseDn, tap }) => ({
    tenant,
    baseDn,
    relayTap: { name: tenant, mode: tap },
  })),
  portalRelayTap: null,
  directoryTap: false,
  config: { portal: NARROW_NETWORK, agent: NARROW_NETWORK, relay: NARROW_NETWORK },
})

const NARROW_NETWORK = {
  network: {
    transport: 'websocket',
    idleTimeoutMs: Math.round(LIMITS.idleTimeoutMs / NETWORK_SCALE),
    reconnectInitialMs: 10,
    reconnectMaxMs: 30_000 / NETWORK_SCALE,
  },
} as const

const further = (domain: string, name: string) => `directory:${name}.${domain}`

/**
 * Three forests: the first of two controllers, of which the agent may import from the second one only; one
 * that shares people with it; one without the policy-hints control (PWB-POL-15).
 */
export const forestsPlan = (faults: Faults): Plan => ({
  ...faults,
  name: 'forests',
  tenants: [
    {
      tenant: FORESTS_TENANT,
      baseDn: FORESTS_BASE_DN,
      moreBaseDns: [BRANCH_BASE_DN],
      relayTap: null,
    },
    { tenant: BARE_TENANT, baseDn: BARE_BASE_DN, relayTap: null },
  ],
  portalRelayTap: null,
  directoryTap: false,
  controllerTaps: 'inspecting',
  config: {
    directory: {
      controllers: [{ name: EMULATOR }, { name: PREFERRED }],
      forests: [
        { domain: BRANCH_DOMAIN, netbiosName: 'BRANCH' },
        { domain: BARE_DOMAIN, netbiosName: 'BARE', policyHintsControl: false },
      ],
    },
    agent: {
      forests: [
        {
          domain: DOMAIN,
          controllers: ['directory', further(DOMAIN, 'dc2')],
          preferredControllers: { edges: [further(DOMAIN, 'dc2')], only: true },
        },
        ...[BRANCH_DOMAIN, BARE_DOMAIN].map((domain) => ({
          domain,
          controllers: [further(domain, 'dc1')],
        })),
      ],
    },
  },
})

const steadyTenant: TenantPlan = {
  tenant: STEADY_TENANT,
  baseDn: STEADY_BASE_DN,
  relayTap: { name: 'bandwidth', mode: 'opaque' },
}

/** For what is measured in real time: opaque taps only, but for the idle tenants' heartbeats. */
export const steadyPlan = (
  { transport, ...faults }: RunOptions,
  others: readonly TenantPlan[] = [],
): Plan => ({
  ...faults,
  name: 'steady',
  tenants: [
    steadyTenant,
    PACING,
    SLOW_LINK,
    ...(directoryAt(faults.slots) === undefined ? [] : [GUEST_BARE]),
    ...others,
  ],
  portalRelayTap: null,
  directoryTap: false,
  config: { portal: overTransport(transport), agent: overTransport(transport) },
})

/** For what an idle agent costs, and for the layers of every hop: opaque taps on all of them. */
export const idlePlan = ({ transport, generation, ...faults }: RunOptions): Plan => ({
  ...faults,
  ...relaysOf(generation),
  name: 'idle',
  tenants: [
    { tenant: IDLE_TENANT, baseDn: IDLE_BASE_DN, relayTap: { name: 'idle', mode: 'opaque' } },
  ],
  portalRelayTap: 'opaque',
  directoryTap: true,
  agentPortalTap: 'opaque',
  portalTap: 'opaque',
  config: { portal: overTransport(transport), agent: overTransport(transport) },
})

/**
 * For storms and what disturbs them: opaque to the agent's relay link, so that flows can be lost silently,
 * inspecting to the directory, so that writes are counted. `quiet`: tenants that only send heartbeats.
 */
export const historyPlan = (
  { transport, ...faults }: RunOptions,
  quiet: readonly TenantPlan[],
): Plan => ({
  ...faults,
  name: 'history',
  tenants: [
    {
      tenant: STORM_TENANT,
      baseDn: STORM_BASE_DN,
      relayTap: { name: 'storm', mode: 'opaque' },
    },
    ...quiet,
  ],
  portalRelayTap: null,
  directoryTap: false,
  controllerTaps: 'inspecting',
  config: {
    portal: { network: { transport, ...SOON_BACK }, maxInFlight: MOST_IN_PROGRESS },
    agent: { network: { transport, ...SOON_BACK }, exposeTestKeys: true },
  },
})
