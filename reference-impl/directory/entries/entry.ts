import { UNLOCKED } from '../policy/lockout.ts'
import type { LogonAccount } from '../policy/logon.ts'
import { DEFAULT_CONTROL, type UserAccountControl } from '../policy/user-account-control.ts'
import { AttributeBag } from './attribute-bag.ts'
import type { GuidKey } from './guid.ts'
import type { ObjectClass } from './object-classes.ts'

/** What an entry that can log on has besides. A million of them are kept: fields, no maps. */
export class Account implements LogonAccount {
  userPrincipalName = ''
  userAccountControl: UserAccountControl = DEFAULT_CONTROL
  /** Digests of the current password and those before it, newest first; '' without a password. */
  history = ''
  /** 0: must change at next logon. */
  pwdLastSetMs = 0
  /** 0: never. */
  accountExpiresMs = 0
  badPwdCount = UNLOCKED.badPwdCount
  badPasswordMs = UNLOCKED.badPasswordMs
  lockoutMs = UNLOCKED.lockoutMs
}

export interface NewEntry {
  readonly parent: Entry | null
  readonly rdnType: string
  readonly rdnValue: string
  readonly objectClass: ObjectClass
  readonly guid: GuidKey
  /** Relative id, the last number of the SID; 0: has none. */
  readonly rid: number
}

/** One entry of the tree. Names and update numbers are the store's to change. */
export class Entry {
  readonly parent: Entry | null
  readonly rdnType: string
  readonly rdnValue: string
  readonly objectClass: ObjectClass
  readonly guid: GuidKey
  readonly rid: number
  readonly account: Account | undefined
  readonly bag = new AttributeBag()
  samAccountName = ''
  /** Is, or was, in a protected group (PWB-PROT-1). */
  adminCount = false
  uSNCreated = 0
  uSNChanged = 0
  createdSeconds = 0
  changedSeconds = 0
  /** By the key of the child's own name. */
  children: Map<string, Entry> | undefined = undefined

  constructor({ parent, rdnType, rdnValue, objectClass, guid, rid }: NewEntry) {
    this.parent = parent
    this.rdnType = rdnType
    this.rdnValue = rdnValue
    this.objectClass = objectClass
    this.guid = guid
    this.rid = rid
    this.account = objectClass.account ? new Account() : undefined
  }
}
