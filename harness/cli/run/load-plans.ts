import { DOMAIN_DN, type SystemPlan, type TenantPlan } from '../../target/plan.ts'
import { type Faults, type Plan, SOON_BACK } from './plans.ts'

/** For what is measured without any tap between: one tenant. */
export const loadPlan = (faults: Faults, tenant: string, baseDn: string): Plan => ({
  ...faults,
  name: 'load',
  tenants: [{ tenant, baseDn, relayTap: null }],
  portalRelayTap: null,
  directoryTap: false,
  config: {},
})

/** Every hop of a reset is seen. */
export const hopsPlan = (faults: Faults, tenant: string, baseDn: string): Plan => ({
  ...loadPlan(faults, tenant, baseDn),
  name: 'hops',
  tenants: [{ tenant, baseDn, relayTap: { name: 'hops', mode: 'inspecting' } }],
  portalRelayTap: 'inspecting',
  controllerTaps: 'inspecting',
})

/**
 * For a storm: opaque taps only, but for the idle tenants' heartbeats. A disturbed one has a directory that can
 * be cut off, and an agent that can be imitated.
 */
export const stormPlan = (
  faults: Faults,
  tenants: readonly TenantPlan[],
  isDisturbed = false,
): Plan => ({
  ...faults,
  name: 'storm',
  tenants: [...tenants],
  portalRelayTap: null,
  directoryTap: false,
  ...(isDisturbed
    ? {
        controllerTaps: 'opaque',
        config: {
          portal: { network: SOON_BACK },
          agent: { network: SOON_BACK, exposeTestKeys: true },
        },
      }
    : { config: {} }),
})

const GENERATED_UNIT = 'Generated'
export const GENERATED_BASE_DN = `OU=${GENERATED_UNIT},${DOMAIN_DN}`

/** A directory that made so many accounts for itself; nothing between. */
export const generatedPlan = (faults: Faults, tenant: string, accounts: number): Plan => ({
  ...loadPlan(faults, tenant, GENERATED_BASE_DN),
  name: `accounts-${accounts}`,
  generate: { accounts, organizationalUnit: GENERATED_UNIT },
  collects: true,
})

export const SERVE_TENANT = 'contoso'
export const SERVE_BASE_DN = `OU=People,${DOMAIN_DN}`

/** For a person to try: one tenant, nothing between. */
export const servePlan = (faults: readonly string[], portalPort: number | undefined): Plan => ({
  ...loadPlan({ faults }, SERVE_TENANT, SERVE_BASE_DN),
  name: 'serve',
  ...(portalPort !== undefined && { ports: { portal: portalPort } }),
})

export const DOCTOR_TENANT = 'doctor'
export const DOCTOR_BASE_DN = `OU=Doctor,${DOMAIN_DN}`

/** For looking at prerequisites: one tenant, whose agent's link is watched from outside. */
export const doctorPlan = (slots: NonNullable<SystemPlan['slots']>): Plan => ({
  ...loadPlan({ faults: [], slots }, DOCTOR_TENANT, DOCTOR_BASE_DN),
  name: 'doctor',
  tenants: [
    {
      tenant: DOCTOR_TENANT,
      baseDn: DOCTOR_BASE_DN,
      relayTap: { name: 'doctor', mode: 'opaque' },
    },
  ],
})
