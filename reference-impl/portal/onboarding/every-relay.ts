import { type RelayManagement, RelayManagementError } from '../../protocol/relay-management.ts'
import { MANAGEMENT_STATUS, type TenantCounters } from '../../protocol/relay-management-forms.ts'

export type TenantManagement = Pick<
  RelayManagement,
  'createTenant' | 'updateTenant' | 'deleteTenant' | 'readTenant'
>

const waitingOf = (ended: TenantCounters | undefined) => ended?.requests.depth ?? 0

/**
 * The management of all relays of a tenant as one: a step is done when each relay has done it, one after the other,
 * so that nothing is still on its way when a later one fails. Creating and deleting tell how many requests waited at
 * the links that they ended.
 */
export function manageEvery(relays: readonly TenantManagement[]) {
  async function addUp(step: (relay: TenantManagement) => Promise<TenantCounters | undefined>) {
    let waiting = 0
    for (const relay of relays) waiting += waitingOf(await step(relay))
    return waiting
  }
  return {
    createTenant: (...how: Parameters<TenantManagement['createTenant']>): Promise<number> =>
      addUp((relay) => relay.createTenant(...how)),
    deleteTenant: (tenant: string): Promise<number> => addUp((relay) => relay.deleteTenant(tenant)),
    async updateTenant(...how: Parameters<TenantManagement['updateTenant']>): Promise<void> {
      for (const relay of relays) await relay.updateTenant(...how)
    },
  }
}
export type EveryRelay = ReturnType<typeof manageEvery>

/** Whether a relay answers that it does not know the tenant, as one that restarted. */
export async function isForgotten(tenant: string, by: TenantManagement): Promise<boolean> {
  try {
    await by.readTenant(tenant)
    return false
  } catch (error) {
    return error instanceof RelayManagementError && error.statusCode === MANAGEMENT_STATUS.notFound
  }
}
