import type { Domain } from '../domain.ts'
import type { Entry } from '../entries/entry.ts'
import type { Attribute } from '../entries/schema.ts'
import { parseDn } from '../ldap/dn.ts'

/** Active Directory's matching rules: all bits, any bit, and links followed to their end. */
export const RULE_AND = '1.2.840.113556.1.4.803'
export const RULE_OR = '1.2.840.113556.1.4.804'
export const RULE_IN_CHAIN = '1.2.840.113556.1.4.1941'

const nobody: ReadonlySet<Entry> = new Set()

function reached(domain: Domain, attribute: Attribute, text: string): ReadonlySet<Entry> {
  const dn = parseDn(text)
  const end = dn === undefined ? undefined : domain.store.find(dn).entry
  if (end === undefined) return nobody
  if (attribute.name === 'memberOf') return domain.members.descendants(end)
  return attribute.name === 'member' ? domain.members.ancestors(end) : nobody
}

/** Whether an entry is, over any number of groups, a member of (or holds) the one that is named. */
export function chainMatch(
  domain: Domain,
  attribute: Attribute,
  text: string,
): (entry: Entry) => boolean {
  const found = reached(domain, attribute, text)
  return (entry) => found.has(entry)
}
