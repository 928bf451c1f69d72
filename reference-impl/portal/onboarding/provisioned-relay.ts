import { type RelayManagement, RelayManagementError } from '../../protocol/relay-management.ts'
import type { TenantManagement } from './every-relay.ts'

const cannot = (tenant: string) =>
  Promise.reject(
    new RelayManagementError(`the portal has no access to this relay's management for ${tenant}`),
  )

/** For a relay whose tenants somebody else makes, as an external broker's are. */
export const NO_MANAGEMENT: RelayManagement = {
  createTenant: cannot,
  updateTenant: cannot,
  deleteTenant: cannot,
  readTenant: cannot,
  close: () => Promise.resolve(),
}

/**
 * Leaves tenants that somebody else made at the relay as they are: their users, queues and messages
 * outlive an enabling. What waits for a disabled agent is sealed under keys that are gone (PWB-KEY-2).
 */
export function sparing(
  management: TenantManagement,
  provisioned: Readonly<Record<string, unknown>>,
): TenantManagement {
  const isProvisioned = (tenant: string) => Object.hasOwn(provisioned, tenant)
  return {
    async createTenant(tenant, credentials) {
      if (isProvisioned(tenant)) return undefined
      return management.createTenant(tenant, credentials)
    },
    async updateTenant(tenant, generations) {
      if (!isProvisioned(tenant)) await management.updateTenant(tenant, generations)
    },
    async deleteTenant(tenant) {
      return isProvisioned(tenant) ? undefined : management.deleteTenant(tenant)
    },
    // Such a relay keeps its tenants over a restart: it cannot have forgotten one.
    readTenant: (tenant) =>
      isProvisioned(tenant) ? cannot(tenant) : management.readTenant(tenant),
  }
}
