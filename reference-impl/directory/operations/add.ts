import { isPasswordChange, requireAdministrator, requireSecuredPassword } from '../access.ts'
import type { Domain } from '../domain.ts'
import type { Entry } from '../entries/entry.ts'
import { guidBytes } from '../entries/guid.ts'
import {
  ADDABLE_NAMES,
  OBJECT_CLASSES,
  type ObjectClass,
  objectClassFor,
} from '../entries/object-classes.ts'
import { ALL_PARTS } from '../entries/security-descriptor.ts'
import { formatDn, type Rdn } from '../ldap/dn.ts'
import type { AddRequest, RequestAttribute, RequestChange } from '../ldap/request.ts'
import type { Result } from '../ldap/response.ts'
import { REQUIRED_OF_PSO } from '../policy/policy-attributes.ts'
import { DEFAULT_CONTROL } from '../policy/user-account-control.ts'
import { Refusal, SUCCESS } from '../results.ts'
import type { Session } from '../session.ts'
import { planEdits } from './attribute-edits.ts'
import { locate, parseName } from './locate.ts'
import { readPasswordRequest } from './password-request.ts'
import { type Commit, planReset } from './password-write.ts'

const OBJECT_CLASS = 'objectclass'
/** May be given, as exports do, though the directory makes them itself. */
const MADE_ANYWAY = [OBJECT_CLASS, 'objectcategory', 'instancetype', 'distinguishedname', 'name']

const isCalled = (name: string) => (attribute: RequestAttribute) =>
  attribute.type.toLowerCase() === name

const textsOf = (attributes: readonly RequestAttribute[], name: string): readonly string[] =>
  attributes.find(isCalled(name))?.values.map((value) => value.toString('utf8')) ?? []

function classOf(attributes: readonly RequestAttribute[]): ObjectClass {
  const names = textsOf(attributes, OBJECT_CLASS)
  const objectClass = objectClassFor(names)
  if (objectClass === undefined) {
    const detail = `objectClass is ${names.join(', ')}; allowed are ${ADDABLE_NAMES.join(', ')}`
    throw new Refusal('no-such-class', { detail })
  }
  return objectClass
}

function requireAttributes(
  objectClass: ObjectClass,
  attributes: readonly RequestAttribute[],
): void {
  if (objectClass !== OBJECT_CLASSES.passwordSettings) return
  const missing = REQUIRED_OF_PSO.filter((name) => !attributes.some(isCalled(name.toLowerCase())))
  if (missing.length > 0) {
    throw new Refusal('no-such-class', { detail: `missing are ${missing.join(', ')}` })
  }
}

/** A copy: a piece of a longer string would keep the whole of it. */
const detached = (text: string) => Buffer.from(text).toString()

/** A parent that is there, a name that is free, and of the attribute that the class is named by. */
function createEntry(domain: Domain, dn: string, objectClass: ObjectClass): Entry {
  const name = parseName(dn)
  const [own, ...above] = name
  if (own === undefined) throw new Refusal('bad-name', { detail: dn })
  const parent = locate(domain, formatDn(above))
  requireFreeName(domain, dn, own, objectClass)
  return domain.store.create({
    parent,
    rdnValue: detached(own.value),
    objectClass,
    rid: objectClass.principal ? domain.store.nextRid() : 0,
  })
}

function requireFreeName(domain: Domain, dn: string, own: Rdn, objectClass: ObjectClass): void {
  if (own.type.toUpperCase() !== objectClass.rdn) {
    throw new Refusal('wrong-naming-attribute', { detail: objectClass.rdn })
  }
  if (domain.store.find(parseName(dn)).entry !== undefined) {
    throw new Refusal('entry-exists', { detail: dn })
  }
}

/** An account that is not given a name gets one, as in Active Directory. */
const generatedName = ({ rid, guid }: Entry): RequestChange => {
  const unique = guidBytes(guid).toString('hex').slice(-12).toUpperCase()
  const name = `$${rid.toString(36).toUpperCase().padStart(6, '0')}-${unique}`
  return { operation: 'replace', type: 'sAMAccountName', values: [Buffer.from(name)] }
}

function planPassword(
  domain: Domain,
  entry: Entry,
  attributes: readonly RequestAttribute[],
): Commit | undefined {
  const given = attributes.filter((each) => isPasswordChange({ operation: 'replace', ...each }))
  if (given.length === 0) return undefined
  const { account } = entry
  if (account === undefined) throw new Refusal('password-of-no-account')
  const request = readPasswordRequest(given.map((each) => ({ operation: 'replace', ...each })))
  if (request.kind !== 'reset') throw new Refusal('password-not-one-change')
  const [samAccountName = ''] = textsOf(attributes, 'samaccountname')
  const [displayName = ''] = textsOf(attributes, 'displayname')
  const [control = DEFAULT_CONTROL] = textsOf(attributes, 'useraccountcontrol')
  const userAccountControl = Number(control)
  const target = { entry, account, samAccountName, displayName, userAccountControl }
  return planReset(domain, target, request.password, false)
}

function changesOf(
  entry: Entry,
  attributes: readonly RequestAttribute[],
): readonly RequestChange[] {
  const made = [...MADE_ANYWAY, entry.rdnType.toLowerCase()]
  const changes = attributes
    .filter(({ type }) => !made.includes(type.toLowerCase()))
    // The entry has defaults already, which these replace.
    .map((attribute): RequestChange => ({ operation: 'replace', ...attribute }))
    .filter((change) => !isPasswordChange(change))
  const named = !entry.objectClass.principal || changes.some(isCalled('samaccountname'))
  return named ? changes : [...changes, generatedName(entry)]
}

/** Adds one entry with all its attributes, a user with its password, or nothing. */
export function add(domain: Domain, session: Session, { dn, attributes }: AddRequest): Result {
  requireSecuredPassword(session.secured, attributes)
  requireAdministrator(session.rights, dn)
  const objectClass = classOf(attributes)
  requireAttributes(objectClass, attributes)
  const entry = createEntry(domain, dn, objectClass)
  const password = planPassword(domain, entry, attributes)
  const passwordGiven = password !== undefined
  const target = { domain, entry, passwordGiven, descriptorParts: ALL_PARTS }
  const edits = planEdits(target, changesOf(entry, attributes))
  domain.store.insert(entry)
  password?.()
  for (const commit of edits) commit()
  return SUCCESS
}
