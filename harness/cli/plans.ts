import { EXCLUSIVE_BASE_DN, EXCLUSIVE_TENANT } from '../conformance/capabilities/exclusive-lane.ts'
import { STEADY_BASE_DN, STEADY_TENANT } from '../conformance/capabilities/steady-lane.ts'
import type { SystemPlan, TenantPlan } from '../target/plan.ts'

type Plan = Omit<SystemPlan, 'runDir'>
type Faults = Pick<SystemPlan, 'faults' | 'firingsFile'>

/** For checks that move clocks, stop the agent and count messages: everything is inspected. */
export const exclusivePlan = (faults: Faults): Plan => ({
  ...faults,
  name: 'exclusive',
  tenants: [
    {
      tenant: EXCLUSIVE_TENANT,
      baseDn: EXCLUSIVE_BASE_DN,
      relayTap: { name: 'conformance', mode: 'inspecting' },
    },
  ],
  portalRelayTap: 'inspecting',
  directoryTap: true,
  config: { agent: { exposeTestKeys: true } },
})

const steadyTenant: TenantPlan = {
  tenant: STEADY_TENANT,
  baseDn: STEADY_BASE_DN,
  relayTap: { name: 'bandwidth', mode: 'opaque' },
}

/** For what is measured in real time: opaque taps only, but for the idle tenants' heartbeats. */
export const steadyPlan = (faults: Faults, others: readonly TenantPlan[] = []): Plan => ({
  ...faults,
  name: 'steady',
  tenants: [steadyTenant, ...others],
  portalRelayTap: null,
  directoryTap: false,
  config: {},
})
