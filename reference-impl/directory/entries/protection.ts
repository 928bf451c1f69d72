import type { Domain } from '../domain.ts'
import type { Entry } from './entry.ts'

/** How often the directory looks at its protected groups by itself (SDProp). */
export const PROTECTION_PERIOD_MS = 60 * 60_000

const stamp = ({ store }: Domain, entry: Entry) => {
  if (entry.adminCount || !entry.objectClass.principal) return
  entry.adminCount = true
  store.touch(entry)
}

const isProtected = ({ members, roots }: Domain, group: Entry): boolean =>
  roots.protectedGroups.has(group) ||
  [...members.ancestors(group)].some((above) => roots.protectedGroups.has(above))

/** Marks `member` and all that it brings along, when `group` is a protected one or lies in one. */
export function protectMember(domain: Domain, group: Entry, member: Entry): void {
  if (!domain.dialect.protectsAdministrators || !isProtected(domain, group)) return
  stamp(domain, member)
  for (const nested of domain.members.descendants(member)) stamp(domain, nested)
}

/**
 * Marks every member of every protected group (PWB-PROT-1). The mark stays when an account leaves its
 * group: nothing takes it away but an administrator's hand.
 */
export function protectAll(domain: Domain): void {
  if (!domain.dialect.protectsAdministrators) return
  for (const group of domain.roots.protectedGroups) {
    stamp(domain, group)
    for (const member of domain.members.descendants(group)) stamp(domain, member)
  }
}
