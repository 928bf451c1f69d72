import { requireAdministrator } from '../access.ts'
import type { Domain } from '../domain.ts'
import type { Entry } from '../entries/entry.ts'
import type { DeleteRequest } from '../ldap/request.ts'
import type { Result } from '../ldap/response.ts'
import { Refusal, SUCCESS } from '../results.ts'
import type { Session } from '../session.ts'
import { locate } from './locate.ts'

function requireDeletable({ store, roots }: Domain, entries: readonly Entry[]): void {
  const critical = entries.find((entry) => roots.critical.has(entry))
  if (critical !== undefined) {
    throw new Refusal('critical-object', { detail: store.dnOf(critical) })
  }
}

function remove({ store, members, psoLinks, replication }: Domain, entry: Entry): void {
  for (const links of [members, psoLinks]) {
    for (const source of links.drop(entry)) store.touch(source)
  }
  replication.settle(entry)
  store.bury(entry)
}

/** Deletes an entry; with `tree` (the tree-delete control) all below it too. */
export function deleteEntry(
  domain: Domain,
  session: Session,
  { dn }: DeleteRequest,
  tree: boolean,
): Result {
  requireAdministrator(session.rights, dn)
  const top = locate(domain, dn)
  if (top.children !== undefined && !tree) throw new Refusal('has-children', { detail: dn })
  const doomed = [...domain.store.subtree(top)].toReversed()
  requireDeletable(domain, doomed)
  for (const entry of doomed) remove(domain, entry)
  return SUCCESS
}
