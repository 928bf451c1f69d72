/** What can be added, and what each kind of entry is. */
export interface ObjectClass {
  readonly name: string
  /** The value list of `objectClass`, most general first. */
  readonly chain: readonly string[]
  /** The attribute that names entries of this class. */
  readonly rdn: string
  /** Its category: the class's name, and the common name that `objectCategory` ends in. */
  readonly category: { readonly name: string; readonly cn: string }
  /** Has a SID and an account name. */
  readonly principal: boolean
  /** Has a password. */
  readonly account: boolean
}

const make = (
  name: string,
  chain: readonly string[],
  cn: string,
  traits: Partial<Omit<ObjectClass, 'name' | 'chain'>> = {},
): ObjectClass => ({
  name,
  chain: ['top', ...chain, name],
  rdn: 'CN',
  category: { name, cn },
  principal: false,
  account: false,
  ...traits,
})

const PERSON = ['person', 'organizationalPerson'] as const
const PERSON_CATEGORY = { category: { name: 'person', cn: 'Person' } } as const
const ACCOUNT = { ...PERSON_CATEGORY, principal: true, account: true } as const

export const OBJECT_CLASSES = {
  domain: make('domainDNS', ['domain'], 'Domain-DNS', { rdn: 'DC' }),
  builtinDomain: make('builtinDomain', [], 'Builtin-Domain'),
  container: make('container', [], 'Container'),
  organizationalUnit: make('organizationalUnit', [], 'Organizational-Unit', { rdn: 'OU' }),
  user: make('user', PERSON, 'Person', ACCOUNT),
  inetOrgPerson: make('inetOrgPerson', [...PERSON, 'user'], 'Person', ACCOUNT),
  contact: make('contact', PERSON, 'Person', PERSON_CATEGORY),
  group: make('group', [], 'Group', { principal: true }),
  passwordSettingsContainer: make(
    'msDS-PasswordSettingsContainer',
    [],
    'ms-DS-Password-Settings-Container',
  ),
  configuration: make('configuration', [], 'Configuration'),
  sitesContainer: make('sitesContainer', [], 'Sites-Container'),
  site: make('site', [], 'Site'),
  serversContainer: make('serversContainer', [], 'Servers-Container'),
  server: make('server', [], 'Server'),
  directoryService: make('nTDSDSA', ['applicationSettings'], 'NTDS-DSA'),
  passwordSettings: make('msDS-PasswordSettings', [], 'ms-DS-Password-Settings'),
} as const satisfies Record<string, ObjectClass>

/** Only these may be made over LDAP. */
const ADDABLE: readonly ObjectClass[] = [
  OBJECT_CLASSES.container,
  OBJECT_CLASSES.organizationalUnit,
  OBJECT_CLASSES.user,
  OBJECT_CLASSES.inetOrgPerson,
  OBJECT_CLASSES.contact,
  OBJECT_CLASSES.group,
  OBJECT_CLASSES.passwordSettings,
]

export const ADDABLE_NAMES: readonly string[] = ADDABLE.map(({ name }) => name)

/** The class whose chain holds all the given names and ends in one of them. */
export function objectClassFor(names: readonly string[]): ObjectClass | undefined {
  const given = new Set(names.map((name) => name.toLowerCase()))
  return ADDABLE.find((candidate) => {
    const chain = candidate.chain.map((name) => name.toLowerCase())
    return (
      given.has(candidate.name.toLowerCase()) && [...given].every((name) => chain.includes(name))
    )
  })
}
