import type { Domain } from '../domain.ts'
import type { Entry } from './entry.ts'

/** How often the directory looks at its protected groups by itself (SDProp). */
export const PROTECTION_PERIOD_MS = 60 * 60_000

const stamp = ({ store, replication }: Domain, entry: Entry) => {
  if ((entry.adminCount && entry.inheritanceCut) || !entry.objectClass.principal) return
  replication.write(entry, () => {
    entry.adminCount = true
    entry.inheritanceCut = true
    store.touchHere(entry)
  })
}

/**
 * Marks every member of every protected group, and cuts what they inherit (PWB-PROT-1): within the hour, not
 * when they become members. The mark stays when an account leaves its
 * group: nothing takes it away but an administrator's hand.
 */
export function protectAll(domain: Domain): void {
  if (domain.dialect.protectsAdministrators) domain.replication.atEmulator(() => protect(domain))
}

function protect(domain: Domain): void {
  for (const group of domain.roots.protectedGroups) {
    stamp(domain, group)
    for (const member of domain.members.descendants(group)) stamp(domain, member)
  }
}
