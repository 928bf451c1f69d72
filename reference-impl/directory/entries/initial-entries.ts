import { OBJECT_CLASSES, type ObjectClass } from './object-classes.ts'

/** What a new domain holds before anyone adds to it; `in` names an entry further up, or the head. */
interface InitialEntry {
  readonly name: string
  readonly in: string
  readonly objectClass: ObjectClass
  /** Relative id of a group; 0: no SID. */
  readonly rid: number
  readonly protected: boolean
  readonly memberOf: string | null
}

const HEAD = ''

const container = (
  name: string,
  parent = HEAD,
  objectClass: ObjectClass = OBJECT_CLASSES.container,
): InitialEntry => ({
  name,
  in: parent,
  objectClass,
  rid: 0,
  protected: false,
  memberOf: null,
})

const group = (
  name: string,
  parent: 'Users' | 'Builtin',
  rid: number,
  traits: Partial<Pick<InitialEntry, 'protected' | 'memberOf'>> = {},
): InitialEntry => ({
  name,
  in: parent,
  objectClass: OBJECT_CLASSES.group,
  rid,
  protected: false,
  memberOf: null,
  ...traits,
})

export const ADMINISTRATORS = 'Administrators'
export const DOMAIN_ADMINS = 'Domain Admins'
export const PASSWORD_SETTINGS = 'Password Settings Container'
export const USERS = 'Users'
export const ADMINISTRATOR_RID = 500

/** Protected: the default list of current Windows servers (PWB-PROT-1). */
const GUARDED = { protected: true } as const

export const INITIAL_ENTRIES: readonly InitialEntry[] = [
  container(USERS),
  container('Builtin', HEAD, OBJECT_CLASSES.builtinDomain),
  container('Computers'),
  container('System'),
  container(PASSWORD_SETTINGS, 'System', OBJECT_CLASSES.passwordSettingsContainer),
  container('Domain Controllers', HEAD, OBJECT_CLASSES.organizationalUnit),
  group(ADMINISTRATORS, 'Builtin', 544, GUARDED),
  group('Account Operators', 'Builtin', 548, GUARDED),
  group('Server Operators', 'Builtin', 549, GUARDED),
  group('Print Operators', 'Builtin', 550, GUARDED),
  group('Backup Operators', 'Builtin', 551, GUARDED),
  group('Replicator', 'Builtin', 552, GUARDED),
  group('Guests', 'Builtin', 546),
  group(DOMAIN_ADMINS, USERS, 512, { ...GUARDED, memberOf: ADMINISTRATORS }),
  group('Domain Controllers', USERS, 516, GUARDED),
  group('Schema Admins', USERS, 518, GUARDED),
  group('Enterprise Admins', USERS, 519, { ...GUARDED, memberOf: ADMINISTRATORS }),
  group('Read-only Domain Controllers', USERS, 521, GUARDED),
  group('Key Admins', USERS, 526, GUARDED),
  group('Enterprise Key Admins', USERS, 527, GUARDED),
  group('Domain Users', USERS, 513),
  group('Domain Guests', USERS, 514),
  group('Domain Computers', USERS, 515),
  group('Group Policy Creator Owners', USERS, 520),
]
