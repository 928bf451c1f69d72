import { ConnectorSpace, UNLINKED } from './connector-space.ts'
import type { ImportedAccount } from './import-accounts.ts'
import { type ForestObject, Metaverse, type Person } from './metaverse.ts'
import { CLOUD_RULE, DISABLED_RULE, ENABLED_RULE, leadsToWritable } from './sync-rules.ts'

/** What a cloud anchor leads to. */
export type Lookup =
  | {
      readonly kind: 'found'
      readonly forest: number
      readonly objectGuid: Buffer
      readonly isProtectedBySid: boolean
    }
  /** "User not found": where the way ended. */
  | { readonly kind: 'missing'; readonly reason: string }
  | { readonly kind: 'multiple'; readonly reason: string }

/** A user as the cloud is to know it. */
export interface ExportedUser extends Person {
  readonly cloudAnchor: Buffer
}

/** After an object is gone: the anchor of a person of whom nothing is left, or the row of one that changed. */
export type Removal = { readonly gone: Buffer } | { readonly changed: number }

const personOf = ({ userPrincipalName, displayName, enabled }: ImportedAccount): Person => ({
  userPrincipalName,
  displayName,
  enabled,
})

const missing = (reason: string): Lookup => ({ kind: 'missing', reason })

/**
 * The synchronisation engine of one tenant: a connector space for each forest, one for the cloud, and the
 * metaverse between them (PWB-LOOK-1 to -5). Everything in memory, by row; pure but for what it holds.
 *
 * A directory object makes a metaverse object of its own, whose cloud anchor is the objectGUID of the first
 * object that it had; an object of another forest with the same `mail` joins it instead.
 */
export class SyncEngine {
  readonly forests: readonly ConnectorSpace[]
  readonly cloud = new ConnectorSpace()
  readonly metaverse = new Metaverse()
  /** Needed for joining only, so not kept for a single forest. */
  readonly #byMail: Map<string, number> | undefined

  constructor(forests: number) {
    this.forests = Array.from({ length: forests }, () => new ConnectorSpace())
    this.#byMail = forests > 1 ? new Map() : undefined
  }

  /** People with a directory object. */
  get size(): number {
    return this.metaverse.populated
  }

  #space(forest: number): ConnectorSpace {
    const space = this.forests[forest]
    if (space === undefined) throw new RangeError(`forest ${forest} of ${this.forests.length}`)
    return space
  }

  /** Takes an object as it is now. The metaverse row, and whether the cloud has to learn of it. */
  import(
    forest: number,
    account: ImportedAccount,
  ): { readonly row: number; readonly changed: boolean } {
    const space = this.#space(forest)
    const rule = account.enabled ? ENABLED_RULE : DISABLED_RULE
    const known = space.find(account.objectGuid)
    const linked = known < 0 ? UNLINKED : space.linkAt(known).metaverse
    const before = this.metaverse.length
    const at = linked === UNLINKED ? this.#joinOrProject(forest, account) : linked
    const isNew = at >= before
    const returns = !isNew && this.metaverse.objects(at).length === 0
    const row = space.link(account.objectGuid, { metaverse: at, rule })
    if (account.isProtectedBySid) space.markProtectedBySid(row)
    this.metaverse.link(at, { forest, row })
    // A new person was made of this account.
    const changed = isNew || this.#flow(at, forest, account)
    return { row: at, changed: changed || returns }
  }

  #joinOrProject(forest: number, account: ImportedAccount): number {
    const mail = account.mail?.toLowerCase()
    const joined = mail === undefined ? undefined : this.#livingOf(mail)
    // Two objects of one forest are two people, whatever mail they share.
    if (joined !== undefined && !this.metaverse.objects(joined).some((o) => o.forest === forest)) {
      return joined
    }
    const anchored = this.cloud.find(account.objectGuid)
    if (anchored >= 0) return anchored
    const at = this.metaverse.add(personOf(account))
    if (mail !== undefined && joined === undefined) this.#byMail?.set(mail, at)
    // Provisioned together: a person's row is the same in the metaverse and in the cloud's space.
    this.cloud.link(account.objectGuid, { metaverse: at, rule: CLOUD_RULE })
    return at
  }

  /** Who has this mail; nobody of whom nothing is left, or a newcomer would inherit the anchor. */
  #livingOf(mail: string): number | undefined {
    const at = this.#byMail?.get(mail)
    return at !== undefined && this.metaverse.objects(at).length > 0 ? at : undefined
  }

  /** An enabled account's attributes win over those of a disabled one. */
  #flow(at: number, forest: number, account: ImportedAccount): boolean {
    const before = this.metaverse.person(at)
    const others = this.#writable(at).filter((object) => object.forest !== forest)
    if (!account.enabled && others.length > 0) return false
    const now = personOf(account)
    const same =
      before.userPrincipalName === now.userPrincipalName &&
      before.displayName === now.displayName &&
      before.enabled === now.enabled
    if (!same) this.metaverse.update(at, now)
    return !same
  }

  /** Takes an object out that is gone from its forest. What the cloud has to learn of it, if anything. */
  remove(forest: number, objectGuid: Buffer): Removal | undefined {
    const space = this.#space(forest)
    const row = space.find(objectGuid)
    const at = row < 0 ? UNLINKED : space.linkAt(row).metaverse
    if (at === UNLINKED) return undefined
    space.unlink(row)
    this.metaverse.unlink(at, { forest, row })
    if (this.metaverse.objects(at).length === 0) return { gone: this.cloud.guidAt(at) }
    const enabled = this.#writable(at).length > 0
    const before = this.metaverse.person(at)
    if (before.enabled === enabled) return undefined
    this.metaverse.update(at, { ...before, enabled })
    return { changed: at }
  }

  #writable(at: number): ForestObject[] {
    return this.metaverse
      .objects(at)
      .filter(({ forest, row }) => leadsToWritable(this.#space(forest).linkAt(row).rule))
  }

  found({ forest, row }: ForestObject): Extract<Lookup, { kind: 'found' }> {
    const space = this.#space(forest)
    return {
      kind: 'found',
      forest,
      objectGuid: space.guidAt(row),
      isProtectedBySid: space.isProtectedBySid(row),
    }
  }

  /** Cloud connector object → metaverse object → the directory object whose link carries the rule. */
  find(cloudAnchor: Buffer): Lookup {
    const inCloud = this.cloud.find(cloudAnchor)
    if (inCloud < 0) return missing('no cloud connector object')
    const { metaverse: at } = this.cloud.linkAt(inCloud)
    if (at === UNLINKED) return missing('the cloud connector object has no metaverse link')
    const objects = this.metaverse.objects(at)
    if (objects.length === 0) return missing('no directory connector object')
    const writable = this.#writable(at)
    const [only] = writable
    if (only === undefined) return missing('no link to the directory carries the join rule')
    if (writable.length > 1) {
      return { kind: 'multiple', reason: `${writable.length} enabled directory objects` }
    }
    return this.found(only)
  }

  /** The user of a metaverse row, for the cloud; undefined when nothing of it is left. */
  user(at: number): ExportedUser | undefined {
    if (this.metaverse.objects(at).length === 0) return undefined
    return { cloudAnchor: this.cloud.guidAt(at), ...this.metaverse.person(at) }
  }

  *users(): Generator<ExportedUser> {
    for (let at = 0; at < this.metaverse.length; at++) {
      const user = this.user(at)
      if (user !== undefined) yield user
    }
  }
}
