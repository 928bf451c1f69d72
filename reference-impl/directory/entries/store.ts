import { type Dn, formatDn, formatRdn, rdnKey } from '../ldap/dn.ts'
import { EMPTY_BAG } from './attribute-bag.ts'
import { Entry, type NewEntry } from './entry.ts'
import { type GuidKey, guidText } from './guid.ts'
import { HashIndex } from './hash-index.ts'
import { OBJECT_CLASSES } from './object-classes.ts'
import { OwnNumbers } from './own-numbers.ts'
import { UpdateLog } from './update-log.ts'

/** Where new entries get what is unique, and when. */
export interface StoreOptions {
  /** The naming context, e.g. DC=corp, DC=test. */
  readonly suffix: Dn
  readonly newGuid: () => GuidKey
  readonly nowMs: () => number
}

/** What a name leads to: the entry, or the last one on the way there. */
export interface Lookup {
  readonly entry: Entry | undefined
  /** Undefined: the name is not of this domain. */
  readonly nearest: Entry | undefined
}

const FIRST_FREE_RID = 1_103
const FIRST_USN = 8_192
const MS_PER_SECOND = 1_000

const ownKey = ({ rdnType, rdnValue }: Entry) => rdnKey({ type: rdnType, value: rdnValue })
const childKey = (parent: Entry | null, key: string) => `${parent?.guid ?? ''}${key}`
const principalName = ({ account }: Entry) => account?.userPrincipalName.toLowerCase() ?? ''

/** All entries, by place in the tree, GUID, account name, user principal name and last update. */
export class Store {
  readonly head: Entry
  /** The container of tombstones, as hidden as they are. */
  readonly deletedObjects: Entry
  readonly #options: StoreOptions
  readonly #suffixKeys: readonly string[]
  readonly #byGuid = new HashIndex<Entry>(({ guid }) => guid)
  readonly #byName = new HashIndex<Entry>((entry) => childKey(entry.parent, ownKey(entry)))
  readonly #bySamAccountName = new HashIndex<Entry>((entry) => entry.samAccountName.toLowerCase())
  readonly #byUserPrincipalName = new HashIndex<Entry>(principalName)
  readonly #updates = new UpdateLog<Entry>()
  /** Names of the entries that have children: asked for with each child's name. */
  readonly #containerNames = new Map<Entry, string>()
  /** Heads of naming contexts below the domain's: no search of the domain comes into them. */
  readonly #separate = new Set<Entry>()
  /** By controller, once they count apart. */
  #own: readonly OwnNumbers[] = []
  #controller = 0
  #usn = FIRST_USN
  #rid = FIRST_FREE_RID

  constructor(options: StoreOptions) {
    this.#options = options
    this.#suffixKeys = options.suffix.map(rdnKey)
    this.head = this.create({
      parent: null,
      rdnValue: options.suffix[0]?.value ?? '',
      objectClass: OBJECT_CLASSES.domain,
      rid: 0,
    })
    this.insert(this.head)
    this.deletedObjects = this.create({
      parent: this.head,
      rdnValue: 'Deleted Objects',
      objectClass: OBJECT_CLASSES.container,
      rid: 0,
    })
    this.deletedObjects.deleted = true
    this.insert(this.deletedObjects)
  }

  get highestCommittedUsn(): number {
    return this.#own[this.#controller]?.highest ?? this.#usn
  }

  /** From now on each controller has update numbers of its own (a delayed replication). */
  numberApart(controllers: number): void {
    this.#own = Array.from({ length: controllers }, () => new OwnNumbers(this.#usn))
  }

  /** Whose update numbers are read and given. */
  numberAs(controller: number): void {
    this.#controller = controller
  }

  /** Notes that one controller's entry was changed now. */
  noteAt(controller: number, entry: Entry): void {
    this.#own[controller]?.note(entry)
  }

  uSNChangedOf(entry: Entry): number {
    return this.#own[this.#controller]?.of(entry) ?? entry.uSNChanged
  }

  nextRid(): number {
    return this.#rid++
  }

  /** Makes an entry the head of a naming context of its own. */
  separate(head: Entry): void {
    this.#separate.add(head)
  }

  isSeparate(entry: Entry): boolean {
    return this.#separate.has(entry)
  }

  /** An entry that is not yet in the tree. */
  create(entry: Omit<NewEntry, 'guid'>): Entry {
    return new Entry({ ...entry, guid: this.#options.newGuid() })
  }

  insert(entry: Entry): void {
    this.#attach(entry)
    this.#byGuid.add(entry)
    this.touch(entry)
    entry.uSNCreated = this.uSNChangedOf(entry)
    entry.createdSeconds = entry.changedSeconds
  }

  /** Makes a tombstone of a leaf: its GUID, SID, class and account name stay, found by who asks for deleted ones. */
  bury(entry: Entry): void {
    const { parent, samAccountName } = entry
    const lastKnownParent = parent === null ? [] : [this.dnOf(parent)]
    this.setSamAccountName(entry, '')
    this.setUserPrincipalName(entry, '')
    this.#detach(entry)
    entry.parent = this.deletedObjects
    entry.rdnValue = `${entry.rdnValue}\nDEL:${guidText(entry.guid)}`
    entry.samAccountName = samAccountName
    entry.account = undefined
    entry.bag = EMPTY_BAG
    entry.adminCount = false
    entry.deleted = true
    entry.set('lastKnownParent', lastKnownParent)
    this.#attach(entry)
    this.#containerNames.delete(entry)
    this.touch(entry)
  }

  /** Gives an entry another place or name; the names of all below it follow. */
  move(entry: Entry, parent: Entry, rdnValue: string): void {
    this.#detach(entry)
    entry.parent = parent
    entry.rdnValue = rdnValue
    this.#attach(entry)
    this.#containerNames.clear()
    this.touch(entry)
  }

  #attach(entry: Entry): void {
    const { parent } = entry
    if (parent === null) return
    parent.children ??= new Set()
    parent.children.add(entry)
    this.#byName.add(entry)
  }

  #detach(entry: Entry): void {
    const { parent } = entry
    if (parent === null) return
    this.#byName.remove(childKey(parent, ownKey(entry)))
    parent.children?.delete(entry)
    if (parent.children?.size === 0) parent.children = undefined
  }

  /** Notes that an entry was changed now, everywhere. */
  touch(entry: Entry): void {
    this.#stamp(entry)
    for (const numbers of this.#own) numbers.note(entry)
    if (this.#own.length === 0) this.#number(entry)
  }

  /** Notes that an entry was changed now, at the controller whose turn it is. */
  touchHere(entry: Entry): void {
    this.#stamp(entry)
    if (this.#own.length === 0) this.#number(entry)
    else this.noteAt(this.#controller, entry)
  }

  #stamp(entry: Entry): void {
    entry.changedSeconds = Math.floor(this.#options.nowMs() / MS_PER_SECOND)
  }

  #number(entry: Entry): void {
    const before = entry.uSNChanged
    entry.uSNChanged = ++this.#usn
    this.#updates.note(entry, before)
  }

  /** What was changed since update number `usn`, that one included, the earliest first. */
  changedSince(usn: number): Generator<Entry> {
    const common = this.#updates.since(usn)
    return this.#own[this.#controller]?.since(usn, common) ?? common
  }

  find(dn: Dn): Lookup {
    const keys = dn.map(rdnKey)
    const inside = keys.length - this.#suffixKeys.length
    const ours = inside >= 0 && this.#suffixKeys.every((key, at) => keys[inside + at] === key)
    if (!ours) return { entry: undefined, nearest: undefined }
    let entry = this.head
    for (let at = inside - 1; at >= 0; at--) {
      const child: Entry | undefined = this.#byName.get(childKey(entry, keys[at] ?? ''))
      if (child === undefined) return { entry: undefined, nearest: entry }
      entry = child
    }
    return { entry, nearest: entry }
  }

  byGuid(guid: GuidKey): Entry | undefined {
    return this.#byGuid.get(guid)
  }

  bySamAccountName(name: string): Entry | undefined {
    return this.#bySamAccountName.get(name.toLowerCase())
  }

  byUserPrincipalName(name: string): Entry | undefined {
    return this.#byUserPrincipalName.get(name.toLowerCase())
  }

  setSamAccountName(entry: Entry, name: string): void {
    if (entry.samAccountName !== '')
      this.#bySamAccountName.remove(entry.samAccountName.toLowerCase())
    // Most accounts are called as they are named: one text is kept.
    entry.samAccountName = name === entry.rdnValue ? entry.rdnValue : name
    if (name !== '') this.#bySamAccountName.add(entry)
  }

  setUserPrincipalName(entry: Entry, name: string): void {
    const { account } = entry
    if (account === undefined) return
    if (account.userPrincipalName !== '') this.#byUserPrincipalName.remove(principalName(entry))
    account.userPrincipalName = name
    if (name !== '') this.#byUserPrincipalName.add(entry)
  }

  /** The distinguished name as text. */
  dnOf(entry: Entry): string {
    const { parent, rdnType, rdnValue } = entry
    if (parent === null) return formatDn(this.#options.suffix)
    const known = this.#containerNames.get(entry)
    if (known !== undefined) return known
    const name = `${formatRdn({ type: rdnType, value: rdnValue })},${this.dnOf(parent)}`
    if (entry.children !== undefined) this.#containerNames.set(entry, name)
    return name
  }

  /** The entry and all below it in its naming context, parents first. Entries that come or go meanwhile may or may not be met. */
  *subtree(top: Entry): Generator<Entry> {
    const open: Iterator<Entry>[] = [[top].values()]
    for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
      const next = level.next()
      if (next.done === true) {
        open.pop()
        continue
      }
      if (next.value !== top && this.#separate.has(next.value)) continue
      yield next.value
      if (next.value.children !== undefined) open.push(next.value.children.values())
    }
  }

  isWithin(entry: Entry, top: Entry): boolean {
    for (let at: Entry | null = entry; at !== null; at = at.parent) {
      if (at === top) return true
      if (this.#separate.has(at)) return false
    }
    return false
  }
}
