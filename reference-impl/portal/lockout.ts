import { Refusal } from './refusal.ts'
import type { Tenant } from './tenants.ts'
import type { User } from './user-list.ts'

const MS_PER_S = 1_000

/** Throws `too-many-attempts`, with the time to wait, while failed gates lock the account (PWB-FLOW-7). */
export function requireUnlocked({ enrolments }: Tenant, { cloudAnchor }: User) {
  const lockedForMs = enrolments.lockedForMs(cloudAnchor)
  if (lockedForMs > 0) {
    throw new Refusal('too-many-attempts', { retryAfterS: Math.ceil(lockedForMs / MS_PER_S) })
  }
}
