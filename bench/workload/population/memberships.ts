import { parseDn } from './dn.ts'
import type { PopulationEntry } from './entry.ts'

/** An entry to make a member of a group that is in the directory already. */
export interface Membership {
  readonly groupDn: string
  readonly memberDn: string
}

/**
 * Parts what can be added from what must be written to groups afterwards: `memberOf` is derived by
 * the directory and cannot be added, so each of its values becomes a membership.
 */
export function splitMemberships(entries: readonly PopulationEntry[]): {
  readonly entries: PopulationEntry[]
  readonly memberships: Membership[]
} {
  return {
    entries: entries.map((entry) => {
      const { memberOf: _derived, ...attributes } = entry.attributes
      return { ...entry, attributes }
    }),
    memberships: entries.flatMap(({ dn, attributes }) =>
      (attributes['memberOf'] ?? []).map((groupDn) => ({ groupDn, memberDn: dn })),
    ),
  }
}

/** Groups whose members no agent may reset (PWB-PROT-1), by common name in lower case. */
const PROTECTED_GROUPS: ReadonlySet<string> = new Set([
  'domain admins',
  'enterprise admins',
  'schema admins',
])

/** Whether the entry says that it is a member of a protected group. */
export const isProtected = ({ attributes }: PopulationEntry): boolean =>
  (attributes['memberOf'] ?? []).some((groupDn) =>
    PROTECTED_GROUPS.has(parseDn(groupDn)?.[0]?.value.toLowerCase() ?? ''),
  )
