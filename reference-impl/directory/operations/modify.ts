import {
  authoriseModify,
  isPasswordChange,
  requireBound,
  requireSecuredPassword,
} from '../access.ts'
import type { Domain } from '../domain.ts'
import { mayNotChangePassword } from '../entries/descriptors.ts'
import type { Entry } from '../entries/entry.ts'
import type { ModifyRequest } from '../ldap/request.ts'
import type { Result } from '../ldap/response.ts'
import { attributeOf } from '../entries/schema.ts'
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

/** Asked before the old password is looked at, which so is never counted (PWB-POL-11). */
function requireChangeAllowed(domain: Domain, entry: Entry, user: Entry | undefined): void {
  if (!mayNotChangePassword(domain, entry, user)) return
  if (!domain.faults.fires('directory-ignores-change-denial')) throw new Refusal('change-denied')
}

/** Names and links are the same at every controller at once; what else there is travels. */
const COMMON_NAMES = ['sAMAccountName', 'userPrincipalName']

function noteUpdate({ store }: Domain, entry: Entry, changes: ModifyRequest['changes']): void {
  const isCommon = changes.some(({ type }) => {
    const { kept, name } = attributeOf(type)
    return kept === 'link' || COMMON_NAMES.includes(name)
  })
  if (isCommon) store.touch(entry)
  else store.touchHere(entry)
}

export interface ModifyControls {
  /** History and minimum age count for a reset too (policy hints). */
  readonly hinted: boolean
  /** Which parts of a security descriptor are meant (SD flags). */
  readonly descriptorParts: number
}

/** All of a modification or nothing; but a wrong old password is counted (PWB-POL-8). */
export function modify(
  domain: Domain,
  session: Session,
  request: ModifyRequest,
  { hinted, descriptorParts }: ModifyControls,
): Result {
  requireSecuredPassword(session.secured, request.changes)
  requireBound(session.rights)
  const entry = locate(domain, request.dn)
  authoriseModify(domain, session.rights, entry, request.changes, request.dn)
  return domain.replication.write(entry, () => {
    makeChanges(domain, session, entry, request, { hinted, descriptorParts })
    return SUCCESS
  })
}

function requireValues({ dialect }: Domain, changes: ModifyRequest['changes']): void {
  const isEmpty = changes.some(({ values }) => values.some(({ length }) => length === 0))
  if (isEmpty && dialect.refusesEmptyValues) {
    throw new Refusal('empty-value', { detail: 'unicodePwd' })
  }
}

function makeChanges(
  domain: Domain,
  session: Session,
  entry: Entry,
  request: ModifyRequest,
  { hinted, descriptorParts }: ModifyControls,
): void {
  const passwordChanges = request.changes.filter(isPasswordChange)
  const passwordGiven = passwordChanges.length > 0
  const others = request.changes.filter((change) => !isPasswordChange(change))
  requireValues(domain, passwordChanges)
  const password = passwordGiven ? readPasswordRequest(passwordChanges) : undefined
  const edits = planEdits({ domain, entry, passwordGiven, descriptorParts }, others)
  if (password?.kind === 'change') requireChangeAllowed(domain, entry, session.user)
  if (password !== undefined) planPassword(domain, entry, password, hinted)()
  // After the password: pwdLastSet 0 in the same modification means that it must be changed.
  for (const commit of edits) commit()
  noteUpdate(domain, entry, others)
}
