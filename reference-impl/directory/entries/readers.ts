import type { Domain } from '../domain.ts'
import type { Value } from '../ldap/response.ts'
import { isLocked } from '../policy/lockout.ts'
import { isPasswordExpired } from '../policy/logon.ts'
import { FLAGS, hasFlag } from '../policy/user-account-control.ts'
import { readDescriptor } from './descriptors.ts'
import { effectivePolicy, psoOf } from './effective-policy.ts'
import type { Account, Entry } from './entry.ts'
import { NEVER, toFileTime, toGeneralizedTime } from './file-time.ts'
import { guidBytes } from './guid.ts'
import { OBJECT_CLASSES } from './object-classes.ts'
import { passwordMetadata } from './password-metadata.ts'
import type { Attribute } from './schema.ts'
import { ALL_PARTS } from './security-descriptor.ts'
import { sidBytes } from './sid.ts'

type Read = (entry: Entry, domain: Domain) => readonly Value[]

const NONE: readonly Value[] = []
const DOMAIN_USERS_RID = '513'
/** What this directory holds of an entry: a writable copy. */
const WRITABLE_INSTANCE = '4'

const text = (value: string): readonly Value[] => (value === '' ? NONE : [value])
const fileTime = (ms: number) => [ms === 0 ? '0' : toFileTime(ms)]

const ofAccount =
  (read: (account: Account, entry: Entry, domain: Domain) => readonly Value[]): Read =>
  (entry, domain) =>
    entry.account === undefined ? NONE : read(entry.account, entry, domain)

const names = (entries: Iterable<Entry>, { store }: Domain) =>
  Array.from(entries, (entry) => store.dnOf(entry))

function computedControl(account: Account, entry: Entry, domain: Domain): readonly Value[] {
  const policy = effectivePolicy(domain, entry)
  const nowMs = domain.clock.now()
  const locked = isLocked(account, policy, nowMs) ? FLAGS.lockout : 0
  const expired = isPasswordExpired(account, policy, nowMs) ? FLAGS.passwordExpired : 0
  return [String(locked | expired)]
}

function passwordExpiry(account: Account, entry: Entry, domain: Domain): readonly Value[] {
  const { maximumAgeMs } = effectivePolicy(domain, entry)
  if (maximumAgeMs === 0 || hasFlag(account.userAccountControl, 'dontExpirePassword'))
    return [NEVER]
  return account.pwdLastSetMs === 0 ? ['0'] : [toFileTime(account.pwdLastSetMs + maximumAgeMs)]
}

/** The entries that each linking attribute names. */
const LINKED = {
  member: (entry, { members }) => members.targets(entry),
  memberOf: (entry, { members }) => members.sources(entry),
  'msDS-PSOAppliesTo': (entry, { psoLinks }) => psoLinks.targets(entry),
  'msDS-PSOApplied': (entry, { psoLinks }) => psoLinks.sources(entry),
} as const satisfies Record<string, (entry: Entry, domain: Domain) => readonly Entry[]>

const isLink = (name: string): name is keyof typeof LINKED => Object.hasOwn(LINKED, name)

const linkedNames =
  (name: keyof typeof LINKED): Read =>
  (entry, domain) =>
    names(LINKED[name](entry, domain), domain)

const isDomain = (entry: Entry) => entry.objectClass === OBJECT_CLASSES.domain

/** How each attribute that is not kept in the bag is read, by the schema's spelling. */
const READERS: Readonly<Record<string, Read>> = {
  objectClass: (entry) => entry.objectClass.chain,
  cn: (entry) => (entry.rdnType === 'CN' ? [entry.rdnValue] : NONE),
  ou: (entry) => (entry.rdnType === 'OU' ? [entry.rdnValue] : entry.bag.get('ou')),
  dc: (entry) => (entry.rdnType === 'DC' ? [entry.rdnValue] : NONE),
  name: (entry) => [entry.rdnValue],
  distinguishedName: (entry, { store }) => [store.dnOf(entry)],
  objectGUID: (entry) => [guidBytes(entry.guid)],
  objectSid: (entry, { sid }) =>
    entry.rid !== 0 || isDomain(entry) ? [sidBytes(sid, entry.rid)] : NONE,
  objectCategory: ({ objectClass }, { store }) => [
    `CN=${objectClass.category.cn},CN=Schema,CN=Configuration,${store.dnOf(store.head)}`,
  ],
  // The role that stands on the domain's head is the PDC emulator's.
  fSMORoleOwner: (entry, { store, controllers: [emulator] }) =>
    entry === store.head ? [store.dnOf(emulator.settings)] : NONE,
  instanceType: () => [WRITABLE_INSTANCE],
  whenCreated: (entry) => [toGeneralizedTime(entry.createdSeconds)],
  whenChanged: (entry) => [toGeneralizedTime(entry.changedSeconds)],
  uSNCreated: (entry) => [String(entry.uSNCreated)],
  uSNChanged: (entry, { store }) => [String(store.uSNChangedOf(entry))],
  sAMAccountName: (entry) => text(entry.samAccountName),
  adminCount: (entry) => (entry.adminCount ? ['1'] : NONE),
  isDeleted: (entry) => (entry.deleted ? ['TRUE'] : NONE),
  member: linkedNames('member'),
  memberOf: linkedNames('memberOf'),
  'msDS-PSOAppliesTo': linkedNames('msDS-PSOAppliesTo'),
  'msDS-PSOApplied': linkedNames('msDS-PSOApplied'),
  isCriticalSystemObject: (entry, { roots }) => (roots.critical.has(entry) ? ['TRUE'] : NONE),
  userPrincipalName: ofAccount(({ userPrincipalName }) => text(userPrincipalName)),
  userAccountControl: ofAccount(({ userAccountControl }) => [String(userAccountControl)]),
  primaryGroupID: ofAccount(() => [DOMAIN_USERS_RID]),
  pwdLastSet: ofAccount(({ pwdLastSetMs }) => fileTime(pwdLastSetMs)),
  badPwdCount: ofAccount(({ badPwdCount }) => [String(badPwdCount)]),
  badPasswordTime: ofAccount(({ badPasswordMs }) => fileTime(badPasswordMs)),
  lockoutTime: ofAccount(({ lockoutMs }) => fileTime(lockoutMs)),
  accountExpires: ofAccount(({ accountExpiresMs }) => [
    accountExpiresMs === 0 ? NEVER : toFileTime(accountExpiresMs),
  ]),
  'msDS-ResultantPSO': ofAccount((_account, entry, domain) => {
    const pso = psoOf(domain, entry)
    return pso === undefined ? NONE : [domain.store.dnOf(pso)]
  }),
  'msDS-User-Account-Control-Computed': ofAccount(computedControl),
  'msDS-UserPasswordExpiryTimeComputed': ofAccount(passwordExpiry),
  nTSecurityDescriptor: (entry, domain) => [readDescriptor(domain, entry, ALL_PARTS)],
  unicodePwd: () => NONE,
  replPropertyMetaData: ofAccount((account, _entry, { controllers: [emulator] }) =>
    account.passwordVersion === 0 ? NONE : [passwordMetadata(account, emulator)],
  ),
}

/** The names that a search for all attributes looks at, besides what is in the bag. */
const COMPUTED_NAMES = Object.keys(READERS)
export const readableNames = (entry: Entry): readonly string[] => [
  ...COMPUTED_NAMES,
  ...entry.bag.names(),
]

/** The values of an attribute; none: the entry has no such attribute. */
export function readAttribute(domain: Domain, entry: Entry, { name }: Attribute): readonly Value[] {
  const read = READERS[name]
  return read === undefined ? entry.bag.get(name) : read(entry, domain)
}

/** The values from one place up to another, that one not included, and how many there are in all. */
export function readPart(
  domain: Domain,
  entry: Entry,
  attribute: Attribute,
  from: number,
  end: number,
): { readonly values: readonly Value[]; readonly total: number } {
  if (isLink(attribute.name)) {
    // Of a group of a million only the part's names are made.
    const linked = LINKED[attribute.name](entry, domain)
    return { values: names(linked.slice(from, end), domain), total: linked.length }
  }
  const all = readAttribute(domain, entry, attribute)
  const { length: total } = all
  return { values: from === 0 && total <= end ? all : all.slice(from, end), total }
}
