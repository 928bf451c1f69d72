import type { Domain } from './domain.ts'
import {
  EXTENDED_DN,
  PAGED_RESULTS,
  POLICY_HINTS,
  readPage,
  readFlags,
  readNameForm,
  SD_FLAGS,
  SHOW_DELETED,
  TREE_DELETE,
} from './ldap/controls.ts'
import { ALL_PARTS } from './entries/security-descriptor.ts'
import { EXTENDED } from './ldap/protocol.ts'
import type { Operation, RequestControl, SilentRequest } from './ldap/request.ts'
import type { Result } from './ldap/response.ts'
import { add } from './operations/add.ts'
import { bind } from './operations/bind.ts'
import { compare } from './operations/compare.ts'
import { deleteEntry } from './operations/delete.ts'
import { type ModifyControls, modify } from './operations/modify.ts'
import { modifyDn } from './operations/modify-dn.ts'
import { supportedControls } from './operations/root-dse.ts'
import { scramblingRefused } from './operations/faulty-modify.ts'
import { type EmitEntry, type SearchControls, search } from './operations/search.ts'
import { Refusal, SUCCESS } from './results.ts'
import type { Session } from './session.ts'

/** The policy-hints flag that asks for history and minimum age on a reset. */
const ENFORCE_PAST = 1

/** An operation that is answered. */
export type AnsweredOperation = Exclude<Operation, SilentRequest>

/** What the controls of a request ask for. */
interface Asked extends SearchControls, ModifyControls {
  readonly tree: boolean
}

/** A control that says nothing readable is refused when it is critical, and else ignored. */
function readOrRefuse<T>(
  control: RequestControl | undefined,
  read: (control: RequestControl) => T | undefined,
): T | undefined {
  if (control === undefined) return undefined
  const value = read(control)
  if (value === undefined && control.critical) throw new Refusal('malformed-critical-control')
  return value
}

function readControls(domain: Domain, controls: readonly RequestControl[]): Asked {
  const supported = supportedControls(domain)
  for (const { oid, critical } of controls) {
    if (critical && !supported.includes(oid))
      throw new Refusal('unknown-critical-control', { detail: oid })
  }
  const find = (...oids: readonly string[]) =>
    controls.find(({ oid }) => oids.includes(oid) && supported.includes(oid))
  return {
    page: readOrRefuse(find(PAGED_RESULTS), readPage),
    hinted: readOrRefuse(find(...POLICY_HINTS), readFlags) === ENFORCE_PAST,
    descriptorParts: readOrRefuse(find(SD_FLAGS), readFlags) ?? ALL_PARTS,
    tree: find(TREE_DELETE) !== undefined,
    nameForm: readOrRefuse(find(EXTENDED_DN), readNameForm),
    withDeleted: find(SHOW_DELETED) !== undefined,
  }
}

function extended(domain: Domain, { user, secured }: Session, oid: string): Result {
  if (oid === EXTENDED.startTls && domain.startTls && secured) throw new Refusal('tls-already')
  if (oid !== EXTENDED.whoAmI) throw new Refusal('not-offered', { detail: oid })
  const { netbiosName } = domain.config
  const value = user === undefined ? '' : `u:${netbiosName}\\${user.samAccountName}`
  return { ...SUCCESS, value }
}

/** Does one operation; only a search takes more than one turn. Throws Refusal for any other result. */
export function execute(
  domain: Domain,
  session: Session,
  operation: AnsweredOperation,
  controls: readonly RequestControl[],
  emit: EmitEntry,
): Result | Promise<Result> {
  domain.replication.enter(domain.controllers.indexOf(session.controller))
  const asked = readControls(domain, controls)
  switch (operation.kind) {
    case 'bind':
      return bind(domain, session, operation)
    case 'search':
      return search(domain, session, operation, asked, emit)
    case 'modify':
      return scramblingRefused(domain, operation, () => modify(domain, session, operation, asked))
    case 'add':
      return add(domain, session, operation)
    case 'delete':
      return deleteEntry(domain, session, operation, asked.tree)
    case 'extended':
      return extended(domain, session, operation.oid)
    case 'modifyDn':
      return modifyDn(domain, session, operation)
    case 'compare':
      return compare(domain, session, operation)
  }
}
