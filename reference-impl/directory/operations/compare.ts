import { isVisible, requireBound } from '../access.ts'
import type { Domain } from '../domain.ts'
import { readAttribute } from '../entries/readers.ts'
import { attributeOf } from '../entries/schema.ts'
import { CODE } from '../ldap/protocol.ts'
import type { CompareRequest } from '../ldap/request.ts'
import type { Result } from '../ldap/response.ts'
import { Refusal } from '../results.ts'
import type { Session } from '../session.ts'
import { compileFilter } from './filter-match.ts'
import { locate } from './locate.ts'

/**
 * Whether an attribute of an entry has a value, by the rules of a search for equality (RFC 4511, 4.10). What
 * cannot be read, such as a password, is not there.
 */
export function compare(
  domain: Domain,
  session: Session,
  { dn, attribute, value }: CompareRequest,
): Result {
  requireBound(session.rights)
  const entry = locate(domain, dn)
  if (!isVisible(domain, session.rights, entry)) throw new Refusal('no-such-object', { detail: dn })
  if (readAttribute(domain, entry, attributeOf(attribute)).length === 0) {
    throw new Refusal('attribute-missing', { detail: attribute })
  }
  const holds = compileFilter(domain, { kind: 'equal', attribute, value })(entry)
  return { code: holds ? CODE.compareTrue : CODE.compareFalse, text: '' }
}
