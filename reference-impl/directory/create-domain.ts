import { randomBytes } from 'node:crypto'
import type { DirectorySecrets, DomainConfig } from '../../harness/contract/role-config.ts'
import type { Clock } from '../clock.ts'
import type { Faults } from '../faults.ts'
import { DIALECTS } from './dialects.ts'
import type { Domain } from './domain.ts'
import { controllerNames, plantConfiguration } from './entries/configuration-partition.ts'
import type { Account, Entry } from './entries/entry.ts'
import { guidKey } from './entries/guid.ts'
import {
  ADMINISTRATOR_RID,
  ADMINISTRATORS,
  DOMAIN_ADMINS,
  INITIAL_ENTRIES,
  PASSWORD_SETTINGS,
  USERS,
} from './entries/initial-entries.ts'
import { Links } from './entries/links.ts'
import { OBJECT_CLASSES } from './entries/object-classes.ts'
import { PasswordDigests } from './entries/passwords.ts'
import { protectAll } from './entries/protection.ts'
import { Replication } from './entries/replication.ts'
import { Store } from './entries/store.ts'
import type { Dn } from './ldap/dn.ts'
import { domainPolicyAttributes } from './policy/policy-attributes.ts'
import { FLAGS } from './policy/user-account-control.ts'

export interface DomainOptions {
  readonly config: DomainConfig
  readonly secrets: DirectorySecrets
  readonly startTls: boolean
  readonly clock: Clock
  readonly faults: Faults
  /** Random bytes: keys, GUIDs, the domain's SID. */
  readonly random?: (bytes: number) => Buffer
}

const KEY_BYTES = 32
const GUID_BYTES = 16
const GUIDS_AT_ONCE = 256
const SID_PART_BYTES = 4

const suffixOf = (domain: string): Dn => domain.split('.').map((value) => ({ type: 'DC', value }))

/** GUIDs out of a pool: the random source is asked once for many. */
function guidSource(random: (bytes: number) => Buffer) {
  let pool: Buffer = Buffer.alloc(0)
  return () => {
    if (pool.length === 0) pool = random(GUIDS_AT_ONCE * GUID_BYTES)
    const guid = guidKey(pool.subarray(0, GUID_BYTES))
    pool = pool.subarray(GUID_BYTES)
    return guid
  }
}

const sidPart = (random: (bytes: number) => Buffer) => random(SID_PART_BYTES).readUInt32LE(0)

/** The containers and groups of a new domain, by name. */
function plant(store: Store, members: Links) {
  const made = new Map<string, Entry>([['', store.head]])
  const get = (name: string) => {
    const entry = made.get(name)
    if (entry === undefined) throw new Error(`initial entry ${name} stands after its first use`)
    return entry
  }
  const groups: Entry[] = []
  for (const {
    name,
    in: parent,
    objectClass,
    rid,
    protected: guarded,
    memberOf,
  } of INITIAL_ENTRIES) {
    const entry = store.create({ parent: get(parent), rdnValue: name, objectClass, rid })
    store.insert(entry)
    if (objectClass.principal) store.setSamAccountName(entry, name)
    if (memberOf !== null) members.add(get(memberOf), entry)
    if (guarded) groups.push(entry)
    made.set(name, entry)
  }
  return { get, protectedGroups: new Set(groups), all: new Set(made.values()) }
}

/** `user` is a user principal name or an account name; its password meets no policy. */
function plantAccount(
  domain: Pick<Domain, 'store' | 'digests' | 'clock'> & { readonly dnsName: string },
  parent: Entry,
  { user, password }: { readonly user: string; readonly password: string },
  rid: number,
): Entry {
  const { store, digests, clock, dnsName } = domain
  const [name = user] = user.split('@')
  const objectClass = OBJECT_CLASSES.user
  const entry = store.create({ parent, rdnValue: name, objectClass, rid })
  store.insert(entry)
  store.setSamAccountName(entry, name)
  store.setUserPrincipalName(entry, user.includes('@') ? user : `${name}@${dnsName}`)
  const changes: Partial<Account> = {
    userAccountControl: FLAGS.normalAccount | FLAGS.dontExpirePassword,
    history: digests.of(entry.guid, Buffer.from(password, 'utf16le')),
    pwdLastSetMs: clock.now(),
  }
  if (entry.account !== undefined) Object.assign(entry.account, changes)
  return entry
}

/** 127 characters of UTF-16: what the fault of comparing a prefix looks at. */
const PREFIX_BYTES = 254

/** A domain with its default groups, its policy, the administrator and the service account. */
export function createDomain(options: DomainOptions): Domain {
  const { config, secrets, startTls, clock, faults, random = randomBytes } = options
  const store = new Store({
    suffix: suffixOf(config.domain),
    newGuid: guidSource(random),
    nowMs: () => clock.now(),
  })
  const members = new Links()
  const digests = new PasswordDigests(random(KEY_BYTES), (password) =>
    faults.fires('directory-compares-prefix') ? password.subarray(0, PREFIX_BYTES) : password,
  )
  for (const [name, value] of Object.entries(domainPolicyAttributes(config.policy))) {
    store.head.set(name, [value])
  }
  const { get, protectedGroups, all } = plant(store, members)
  const configuration = plantConfiguration(store, controllerNames(config), () => random(GUID_BYTES))
  const base = { store, digests, clock, dnsName: config.domain }
  const users = get(USERS)
  const administrator = plantAccount(base, users, secrets.administrator, ADMINISTRATOR_RID)
  const service = plantAccount(base, users, secrets.service, store.nextRid())
  members.add(get(DOMAIN_ADMINS), administrator)
  const { length: controllers } = configuration.controllers
  const delayMs = config.replicationDelayMs
  const domain: Domain = {
    config,
    dialect: DIALECTS[config.dialect],
    store,
    replication: new Replication({ store, clock, controllers, delayMs }),
    members,
    psoLinks: new Links(),
    digests,
    sid: [sidPart(random), sidPart(random), sidPart(random)],
    clock,
    faults,
    startTls,
    controllers: configuration.controllers,
    roots: {
      configuration: configuration.head,
      administrators: get(ADMINISTRATORS),
      passwordSettings: get(PASSWORD_SETTINGS),
      protectedGroups,
      critical: new Set([...all, store.deletedObjects, ...configuration.entries, administrator]),
      service,
    },
  }
  protectAll(domain)
  return domain
}
