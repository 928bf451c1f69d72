import type { Domain } from './domain.ts'
import type { Entry } from './entries/entry.ts'
import type { RequestAttribute, RequestChange } from './ldap/request.ts'
import { Refusal } from './results.ts'

/**
 * What a connection may do, decided when it binds: `user` reads and changes passwords whose old one it
 * knows; `resetter` is the delegated service account; `administrator` may do all.
 */
export type Rights = 'anonymous' | 'user' | 'resetter' | 'administrator'

/** What the service account is delegated besides Reset Password (PWB-PROT-3). */
const DELEGATED = ['lockouttime', 'pwdlastset']
const PASSWORD = 'unicodepwd'

export function rightsOf({ members, roots }: Domain, entry: Entry): Rights {
  if (members.ancestors(entry).has(roots.administrators)) return 'administrator'
  return entry === roots.service ? 'resetter' : 'user'
}

/** Nobody writes a password in the clear, and nobody is told more than that. */
export function requireSecuredPassword(
  secured: boolean,
  attributes: readonly RequestAttribute[],
): void {
  if (!secured && attributes.some(isPassword)) throw new Refusal('password-in-the-clear')
}

export function requireBound(rights: Rights): void {
  if (rights === 'anonymous') throw new Refusal('not-bound')
}

export function requireAdministrator(rights: Rights, detail: string): void {
  requireBound(rights)
  if (rights !== 'administrator') throw new Refusal('no-right', { detail })
}

/** Delegation does not reach accounts that are, or were, in a protected group. */
const isDelegated = (domain: Domain, rights: Rights, target: Entry) =>
  rights === 'administrator' ||
  (rights === 'resetter' &&
    target.account !== undefined &&
    !target.inheritanceCut &&
    inherits(domain, target))

/** Delegation is made at the domain's head and inherited, but below what the configuration names. */
function inherits({ config, store }: Domain, target: Entry): boolean {
  if (config.undelegated.length === 0) return true
  const name = store.dnOf(target).toLowerCase()
  return !config.undelegated.some((top) => name.endsWith(`,${top.toLowerCase()}`))
}

const isPassword = ({ type }: RequestAttribute) => type.toLowerCase() === PASSWORD
export const isPasswordChange = (change: RequestChange): boolean => isPassword(change)

/** Taking the old value away is what tells a change from a reset; a change needs no right. */
const isReset = (changes: readonly RequestChange[]) => {
  const password = changes.filter(isPasswordChange)
  return password.length > 0 && password.every(({ operation }) => operation !== 'delete')
}

/** Refuses a modification that holds anything which the connection may not do. */
export function authoriseModify(
  domain: Domain,
  rights: Rights,
  target: Entry,
  changes: readonly RequestChange[],
  dn: string,
): void {
  requireBound(rights)
  if (rights === 'administrator') return
  const delegated = isDelegated(domain, rights, target)
  const granted = delegated || domain.faults.fires('directory-grants-resets')
  if (isReset(changes) && !granted) throw new Refusal('no-reset-right')
  for (const change of changes) {
    if (isPasswordChange(change)) continue
    if (!granted || !DELEGATED.includes(change.type.toLowerCase())) {
      throw new Refusal('no-write-right', { detail: dn })
    }
  }
}

/** Fine-grained policies are their administrators' business: others do not even see them. */
export const isVisible = ({ roots }: Domain, rights: Rights, entry: Entry): boolean =>
  rights === 'administrator' ||
  (entry !== roots.passwordSettings && entry.parent !== roots.passwordSettings)
