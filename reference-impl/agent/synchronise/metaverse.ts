import { UNLINKED } from './connector-space.ts'
import { IntColumn } from './packed/int-column.ts'
import { TextColumn } from './packed/text-column.ts'

/** What is known of a person, whatever forests have an object of theirs. */
export interface Person {
  readonly userPrincipalName: string
  readonly displayName: string
  /** At least one of the linked accounts is enabled. */
  readonly enabled: boolean
}

/** A directory object that a metaverse object is linked to. */
export interface ForestObject {
  /** Number of the forest, and row in its connector space. */
  readonly forest: number
  readonly row: number
}

/**
 * One object a person. Nearly all have one directory object; the others' further ones are kept apart, so that
 * a million people in one forest do not pay for them.
 */
export class Metaverse {
  readonly #names = new TextColumn()
  readonly #displayNames = new TextColumn()
  readonly #enabled = new IntColumn()
  readonly #forest = new IntColumn()
  readonly #row = new IntColumn()
  readonly #further = new Map<number, ForestObject[]>()
  #populated = 0

  get length(): number {
    return this.#forest.length
  }

  /** People with at least one directory object. */
  get populated(): number {
    return this.#populated
  }

  add({ userPrincipalName, displayName, enabled }: Person): number {
    this.#names.push(userPrincipalName)
    this.#displayNames.push(displayName)
    this.#enabled.push(Number(enabled))
    this.#forest.push(UNLINKED)
    return this.#row.push(UNLINKED)
  }

  person(at: number): Person {
    return {
      userPrincipalName: this.#names.get(at),
      displayName: this.#displayNames.get(at),
      enabled: this.#enabled.get(at) === 1,
    }
  }

  update(at: number, { userPrincipalName, displayName, enabled }: Person): void {
    this.#names.set(at, userPrincipalName)
    this.#displayNames.set(at, displayName)
    this.#enabled.set(at, Number(enabled))
  }

  objects(at: number): readonly ForestObject[] {
    const forest = this.#forest.get(at)
    const first = forest === UNLINKED ? [] : [{ forest, row: this.#row.get(at) }]
    return [...first, ...(this.#further.get(at) ?? [])]
  }

  link(at: number, object: ForestObject): void {
    const known = this.objects(at)
    if (known.some(({ forest, row }) => forest === object.forest && row === object.row)) return
    if (this.#forest.get(at) === UNLINKED) {
      this.#populated++
      this.#forest.set(at, object.forest)
      this.#row.set(at, object.row)
    } else {
      this.#further.set(at, [...(this.#further.get(at) ?? []), object])
    }
  }

  unlink(at: number, object: ForestObject): void {
    const known = this.objects(at)
    const [first, ...further] = known.filter(
      ({ forest, row }) => forest !== object.forest || row !== object.row,
    )
    if (known.length > 0 && first === undefined) this.#populated--
    this.#forest.set(at, first?.forest ?? UNLINKED)
    this.#row.set(at, first?.row ?? UNLINKED)
    if (further.length > 0) this.#further.set(at, further)
    else this.#further.delete(at)
  }
}
