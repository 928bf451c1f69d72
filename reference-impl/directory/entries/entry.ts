import { UNLOCKED } from '../policy/lockout.ts'
import type { LogonAccount } from '../policy/logon.ts'
import { DEFAULT_CONTROL, type UserAccountControl } from '../policy/user-account-control.ts'
import type { Value } from '../ldap/response.ts'
import { EMPTY_BAG } from './attribute-bag.ts'
import type { GuidKey } from './guid.ts'
import type { ObjectClass } from './object-classes.ts'

/** What an entry that can log on has besides. A million of them are kept: fields, no maps. */
export class Account implements LogonAccount {
  userPrincipalName = ''
  userAccountControl: UserAccountControl = DEFAULT_CONTROL
  /** Digests of the current password and those before it, newest first; '' without a password. */
  history = ''
  /** The current password was set while the history's length was 0: it is not in a history itself. */
  setWithoutHistory = false
  /** 0: must change at next logon. */
  pwdLastSetMs = 0
  /** How often the password was written. */
  passwordVersion = 0
  passwordChangedSeconds = 0
  /** 0: never. */
  accountExpiresMs = 0
  badPwdCount = UNLOCKED.badPwdCount
  badPasswordMs = UNLOCKED.badPasswordMs
  lockoutMs = UNLOCKED.lockoutMs
}

export interface NewEntry {
  readonly parent: Entry | null
  readonly rdnValue: string
  readonly objectClass: ObjectClass
  readonly guid: GuidKey
  /** Relative id, the last number of the SID; 0: has none. */
  readonly rid: number
}

/** One entry of the tree. Place, names and update numbers are the store's to change. */
export class Entry {
  parent: Entry | null
  rdnValue: string
  readonly objectClass: ObjectClass
  readonly guid: GuidKey
  readonly rid: number
  account: Account | undefined
  bag = EMPTY_BAG
  samAccountName = ''
  /** Is, or was, in a protected group (PWB-PROT-1). */
  adminCount = false
  /** Nothing is inherited any more, delegations neither: done with the mark, undone by nobody here. */
  inheritanceCut = false
  /** A tombstone: only what tells which entry it was is left. */
  deleted = false
  uSNCreated = 0
  uSNChanged = 0
  createdSeconds = 0
  changedSeconds = 0
  /** In the order in which they came. */
  children: Set<Entry> | undefined = undefined

  constructor({ parent, rdnValue, objectClass, guid, rid }: NewEntry) {
    this.parent = parent
    this.rdnValue = rdnValue
    this.objectClass = objectClass
    this.guid = guid
    this.rid = rid
    this.account = objectClass.account ? new Account() : undefined
  }

  /** The attribute that names it. */
  get rdnType(): string {
    return this.objectClass.rdn
  }

  set(attribute: string, values: readonly Value[]): void {
    this.bag = this.bag.with(attribute, values)
  }
}
