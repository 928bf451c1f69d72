import type { Sender } from 'rhea'
import { REFUSALS } from './refusals.ts'
import { agreeOnAddresses } from './rhea-internals.ts'
import type { Tenant } from './tenants.ts'

/**
 * A link that carries no message: it stays attached only while somebody takes the tenant's requests,
 * so that a portal knows without sending anything whether writeback is up (PWB-FLOW-9).
 * The function returned ends it.
 */
export function openPresence(sender: Sender, tenant: Tenant): () => void {
  if (tenant.requests.consumers === 0) {
    sender.close(REFUSALS.noConsumer)
    return () => undefined
  }
  agreeOnAddresses(sender)
  const watcher = { consumersGone: () => sender.close(REFUSALS.noConsumer) }
  tenant.watchers.add(watcher)
  return () => tenant.watchers.delete(watcher)
}

/** To be called when a consumer of the tenant's requests has left. */
export function tellWatchers(tenant: Tenant): void {
  if (tenant.requests.consumers > 0) return
  for (const watcher of tenant.watchers) watcher.consumersGone()
  tenant.watchers.clear()
}
