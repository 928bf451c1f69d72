import { EXCLUSIVE_BASE_DN, EXCLUSIVE_TENANT } from '../conformance/capabilities/exclusive-lane.ts'
import { NEWCOMER } from '../conformance/capabilities/newcomer.ts'
import { PACING } from '../conformance/capabilities/pacing-lane.ts'
import { SIGN_IN_BY_SUFFIX } from '../conformance/capabilities/people.ts'
import { STEADY_BASE_DN, STEADY_TENANT } from '../conformance/capabilities/steady-lane.ts'
import type { RelayTransport } from '../contract/role-config.ts'
import { DOMAIN_DN, type SystemPlan, type TenantPlan } from '../target/plan.ts'

type Plan = Omit<SystemPlan, 'runDir'>
type Faults = Pick<SystemPlan, 'faults' | 'firingsFile'>

/** What the command line says of all systems of a run. */
export interface RunOptions extends Faults {
  readonly transport: RelayTransport
}

const overTransport = (transport: RelayTransport) => ({ network: { transport } })

/** For checks that move clocks, stop the agent and count messages: everything is inspected. */
export const exclusivePlan = ({ transport, ...faults }: RunOptions): Plan => ({
  ...faults,
  name: 'exclusive',
  tenants: [
    {
      tenant: EXCLUSIVE_TENANT,
      baseDn: EXCLUSIVE_BASE_DN,
      relayTap: { name: 'conformance', mode: 'inspecting' },
      signInBySuffix: SIGN_IN_BY_SUFFIX,
    },
    NEWCOMER,
  ],
  portalRelayTap: 'inspecting',
  directoryTap: true,
  config: {
    portal: overTransport(transport),
    agent: { ...overTransport(transport), exposeTestKeys: true },
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
  tenants: [steadyTenant, PACING, ...others],
  portalRelayTap: null,
  directoryTap: false,
  config: { portal: overTransport(transport), agent: overTransport(transport) },
})

/** For what is measured without any tap between: one tenant. */
export const loadPlan = (faults: Faults, tenant: string, baseDn: string): Plan => ({
  ...faults,
  name: 'load',
  tenants: [{ tenant, baseDn, relayTap: null }],
  portalRelayTap: null,
  directoryTap: false,
  config: {},
})

export const SERVE_TENANT = 'contoso'
export const SERVE_BASE_DN = `OU=People,${DOMAIN_DN}`

/** For a person to try: one tenant, nothing between. */
export const servePlan = (faults: readonly string[], portalPort: number | undefined): Plan => ({
  ...loadPlan({ faults }, SERVE_TENANT, SERVE_BASE_DN),
  name: 'serve',
  ...(portalPort !== undefined && { ports: { portal: portalPort } }),
})
