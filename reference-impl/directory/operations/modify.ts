import { authoriseModify, isPasswordChange, requireBound } from '../access.ts'
import type { Domain } from '../domain.ts'
import type { Entry } from '../entries/entry.ts'
import type { ModifyRequest } from '../ldap/request.ts'
import type { Result } from '../ldap/response.ts'
import { Refusal, SUCCESS } from '../results.ts'
import type { Session } from '../session.ts'
import { planEdits } from './attribute-edits.ts'
import { locate } from './locate.ts'
import { type PasswordRequest, readPasswordRequest } from './password-request.ts'
import { type Commit, planChange, planReset } from './password-write.ts'

function planPassword(
  domain: Domain,
  entry: Entry,
  request: PasswordRequest,
  hinted: boolean,
): Commit {
  const { account, samAccountName } = entry
  if (account === undefined) throw new Refusal('password-of-no-account')
  const { userAccountControl } = account
  const displayName = entry.bag.text('displayName') ?? ''
  const target = { entry, account, samAccountName, displayName, userAccountControl }
  return request.kind === 'reset'
    ? planReset(domain, target, request.password, hinted)
    : planChange(domain, target, request)
}

/** All of a modification or nothing; but a wrong old password is counted (PWB-POL-8). */
export function modify(
  domain: Domain,
  session: Session,
  request: ModifyRequest,
  hinted: boolean,
): Result {
  requireBound(session.rights)
  const entry = locate(domain, request.dn)
  authoriseModify(domain, session.rights, entry, request.changes, request.dn)
  const passwordChanges = request.changes.filter(isPasswordChange)
  const passwordGiven = passwordChanges.length > 0
  const others = request.changes.filter((change) => !isPasswordChange(change))
  const password = passwordGiven ? readPasswordRequest(passwordChanges) : undefined
  const edits = planEdits({ domain, entry, passwordGiven }, others)
  if (password !== undefined) planPassword(domain, entry, password, hinted)()
  // After the password: pwdLastSet 0 in the same modification means that it must be changed.
  for (const commit of edits) commit()
  domain.store.touch(entry)
  return SUCCESS
}
