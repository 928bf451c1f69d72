import { isPasswordChange } from '../access.ts'
import type { Domain } from '../domain.ts'
import type { ModifyRequest } from '../ldap/request.ts'
import { locate } from './locate.ts'

/** The fault of changing an account although its modification is refused. */
export function scramblingRefused<T>(
  domain: Domain,
  { dn, changes }: ModifyRequest,
  modify: () => T,
): T {
  try {
    return modify()
  } catch (error) {
    if (changes.some(isPasswordChange) && domain.faults.fires('directory-scrambles-refused')) {
      const { account } = locate(domain, dn)
      if (account !== undefined) account.history = ''
    }
    throw error
  }
}
