import { requireAdministrator } from '../access.ts'
import type { Domain } from '../domain.ts'
import type { Entry } from '../entries/entry.ts'
import { formatRdn } from '../ldap/dn.ts'
import type { ModifyDnRequest } from '../ldap/request.ts'
import type { Result } from '../ldap/response.ts'
import { Refusal, SUCCESS } from '../results.ts'
import type { Session } from '../session.ts'
import { locate, parseName } from './locate.ts'

/** An entry cannot be put below itself, nor what is part of the directory be moved. */
function requireMovable({ store, roots }: Domain, entry: Entry, parent: Entry): void {
  if (roots.critical.has(entry) || store.isWithin(parent, entry)) {
    throw new Refusal('critical-object', { detail: store.dnOf(entry) })
  }
}

/** Renames an entry, moves it, or both; all below it goes with it. */
export function modifyDn(domain: Domain, session: Session, request: ModifyDnRequest): Result {
  const { dn, newRdn, newSuperior } = request
  requireAdministrator(session.rights, dn)
  const { store } = domain
  const entry = locate(domain, dn)
  const [own, ...others] = parseName(newRdn)
  if (own === undefined || others.length > 0) throw new Refusal('bad-name', { detail: newRdn })
  if (own.type.toUpperCase() !== entry.rdnType) {
    throw new Refusal('wrong-naming-attribute', { detail: entry.rdnType })
  }
  const parent = newSuperior === undefined ? entry.parent : locate(domain, newSuperior)
  if (parent === null) throw new Refusal('critical-object', { detail: dn })
  requireMovable(domain, entry, parent)
  const name = `${formatRdn(own)},${store.dnOf(parent)}`
  const holder = store.find(parseName(name)).entry
  if (holder !== undefined && holder !== entry) throw new Refusal('entry-exists', { detail: name })
  store.move(entry, parent, own.value)
  return SUCCESS
}
