import type { Domain } from '../domain.ts'
import type { Entry } from '../entries/entry.ts'
import { parseGuid } from '../entries/guid.ts'
import { parseSid, sidBytes } from '../entries/sid.ts'
import { type Dn, parseDn } from '../ldap/dn.ts'
import { Refusal } from '../results.ts'

const EXTENDED = /^<(GUID|SID)=([^>]+)>$/i

function byExtendedName({ store, sid }: Domain, kind: string, text: string): Entry | undefined {
  if (kind.toUpperCase() === 'GUID') {
    const guid = parseGuid(text)
    return guid === undefined ? undefined : store.byGuid(guid)
  }
  const wanted = parseSid(text)
  if (wanted === undefined) return undefined
  for (const entry of store.subtree(store.head)) {
    if (entry.rid !== 0 && sidBytes(sid, entry.rid).equals(wanted)) return entry
  }
  return undefined
}

/** Why a name leads nowhere: not of this domain, or not there. */
function missing(domain: Domain, text: string, dn: Dn, nearest: Entry | undefined): Refusal {
  const { dialect, store } = domain
  const labels = dn.filter(({ type }) => type.toUpperCase() === 'DC').map(({ value }) => value)
  if (nearest === undefined && labels.length > 0 && dialect.refersElsewhere) {
    const elsewhere = labels.join('.')
    const referral = `ldap://${elsewhere}/${encodeURI(text)}`
    return new Refusal('other-domain', { detail: elsewhere, referral })
  }
  const matchedDn = nearest === undefined ? '' : store.dnOf(nearest)
  return new Refusal('no-such-object', { detail: text, matchedDn })
}

export function parseName(text: string): Dn {
  const dn = parseDn(text)
  if (dn === undefined) throw new Refusal('bad-name', { detail: text })
  return dn
}

/**
 * The entry of a distinguished name, or of `<GUID=…>` or `<SID=…>`. Throws Refusal when there is none; a
 * deleted one is there only for who asks for such.
 */
export function locate(domain: Domain, text: string, withDeleted = false): Entry {
  const [, kind, value] = EXTENDED.exec(text) ?? []
  if (kind !== undefined && value !== undefined) {
    const found = byExtendedName(domain, kind, value)
    if (found === undefined || (found.deleted && !withDeleted))
      throw new Refusal('no-such-object', { detail: text })
    return found
  }
  const dn = parseName(text)
  const { entry, nearest } = domain.store.find(dn)
  if (entry === undefined) throw missing(domain, text, dn, nearest)
  if (entry.deleted && !withDeleted) throw missing(domain, text, dn, domain.store.head)
  return entry
}
