import { type Dn, formatDn, formatRdn, rdnKey } from '../ldap/dn.ts'
import { Entry, type NewEntry } from './entry.ts'
import type { GuidKey } from './guid.ts'
import { OBJECT_CLASSES } from './object-classes.ts'

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

/** All entries, by place in the tree, GUID, account name and user principal name. */
export class Store {
  readonly head: Entry
  readonly #options: StoreOptions
  readonly #suffixKeys: readonly string[]
  readonly #byGuid = new Map<GuidKey, Entry>()
  readonly #bySamAccountName = new Map<string, Entry>()
  readonly #byUserPrincipalName = new Map<string, Entry>()
  /** Names of the entries that have children: asked for with each child's name. */
  readonly #containerNames = new Map<Entry, string>()
  /** Heads of naming contexts below the domain's: no search of the domain comes into them. */
  readonly #separate = new Set<Entry>()
  #usn = FIRST_USN
  #rid = FIRST_FREE_RID

  constructor(options: StoreOptions) {
    this.#options = options
    this.#suffixKeys = options.suffix.map(rdnKey)
    this.head = this.create({
      parent: null,
      rdnType: 'DC',
      rdnValue: options.suffix[0]?.value ?? '',
      objectClass: OBJECT_CLASSES.domain,
      rid: 0,
    })
    this.insert(this.head)
  }

  get highestCommittedUsn(): number {
    return this.#usn
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
    const { parent } = entry
    if (parent !== null) {
      parent.children ??= new Map()
      parent.children.set(rdnKey({ type: entry.rdnType, value: entry.rdnValue }), entry)
    }
    this.#byGuid.set(entry.guid, entry)
    this.touch(entry)
    entry.uSNCreated = entry.uSNChanged
    entry.createdSeconds = entry.changedSeconds
  }

  /** Takes a leaf out of the tree. */
  remove(entry: Entry): void {
    const key = rdnKey({ type: entry.rdnType, value: entry.rdnValue })
    entry.parent?.children?.delete(key)
    if (entry.parent?.children?.size === 0) entry.parent.children = undefined
    this.#byGuid.delete(entry.guid)
    this.setSamAccountName(entry, '')
    this.setUserPrincipalName(entry, '')
    this.#containerNames.delete(entry)
    this.#usn++
  }

  /** Notes that an entry was changed now. */
  touch(entry: Entry): void {
    entry.uSNChanged = ++this.#usn
    entry.changedSeconds = Math.floor(this.#options.nowMs() / MS_PER_SECOND)
  }

  find(dn: Dn): Lookup {
    const keys = dn.map(rdnKey)
    const inside = keys.length - this.#suffixKeys.length
    const ours = inside >= 0 && this.#suffixKeys.every((key, at) => keys[inside + at] === key)
    if (!ours) return { entry: undefined, nearest: undefined }
    let entry = this.head
    for (let at = inside - 1; at >= 0; at--) {
      const child = entry.children?.get(keys[at] ?? '')
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
      this.#bySamAccountName.delete(entry.samAccountName.toLowerCase())
    entry.samAccountName = name
    if (name !== '') this.#bySamAccountName.set(name.toLowerCase(), entry)
  }

  setUserPrincipalName(entry: Entry, name: string): void {
    const { account } = entry
    if (account === undefined) return
    const before = account.userPrincipalName
    if (before !== '') this.#byUserPrincipalName.delete(before.toLowerCase())
    account.userPrincipalName = name
    if (name !== '') this.#byUserPrincipalName.set(name.toLowerCase(), entry)
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
