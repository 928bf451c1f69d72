import type { Domain } from '../domain.ts'
import type { Entry } from '../entries/entry.ts'
import { guidKey } from '../entries/guid.ts'
import { parseDn } from '../ldap/dn.ts'
import type { Filter } from '../ldap/filter.ts'
import type { SearchRequest } from '../ldap/request.ts'

type Find = (domain: Domain, value: Buffer) => Entry | readonly Entry[] | undefined

const byDn = ({ store }: Domain, value: Buffer) => {
  const dn = parseDn(value.toString('utf8'))
  return dn === undefined ? undefined : store.find(dn).entry
}

/** Attributes that lead straight to the few entries that can match an equality. */
const INDEXES: Readonly<Record<string, Find>> = {
  objectguid: ({ store }, value) => store.byGuid(guidKey(value)),
  samaccountname: ({ store }, value) => store.bySamAccountName(value.toString('utf8')),
  userprincipalname: ({ store }, value) => store.byUserPrincipalName(value.toString('utf8')),
  distinguishedname: byDn,
  memberof(domain, value) {
    const group = byDn(domain, value)
    return group === undefined ? undefined : domain.members.targets(group)
  },
}

/** The only entries that can match; undefined: no index tells. */
function indexed(domain: Domain, filter: Filter): readonly Entry[] | undefined {
  if (filter.kind === 'and') {
    for (const part of filter.filters) {
      const found = indexed(domain, part)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (filter.kind !== 'equal') return undefined
  const find = INDEXES[filter.attribute.toLowerCase()]
  if (find === undefined) return undefined
  const found = find(domain, filter.value) ?? []
  return 'guid' in found ? [found] : found
}

const inScope = ({ store }: Domain, base: Entry, scope: SearchRequest['scope'], entry: Entry) => {
  if (scope === 'base') return entry === base
  if (scope === 'one') return entry.parent === base && !store.isSeparate(entry)
  return store.isWithin(entry, base)
}

function* childrenOf({ store }: Domain, base: Entry): Generator<Entry> {
  for (const child of base.children?.values() ?? []) if (!store.isSeparate(child)) yield child
}

const walk = (domain: Domain, base: Entry, scope: SearchRequest['scope']): Iterator<Entry> => {
  if (scope === 'base') return [base].values()
  if (scope === 'sub') return domain.store.subtree(base)
  return childrenOf(domain, base)
}

/** The entries in scope that a search has to look at. */
export function candidates(
  domain: Domain,
  base: Entry,
  { scope, filter }: Pick<SearchRequest, 'scope' | 'filter'>,
): Iterator<Entry> {
  const few = scope === 'base' ? undefined : indexed(domain, filter)
  if (few === undefined) return walk(domain, base, scope)
  return few.filter((entry) => inScope(domain, base, scope, entry)).values()
}
