import type { Entry } from './entry.ts'
import { UpdateLog } from './update-log.ts'

interface Numbered {
  readonly entry: Entry
  uSNChanged: number
}

/** The update numbers of one controller that counts by itself, from where all counted together. */
export class OwnNumbers {
  readonly #log = new UpdateLog<Numbered>()
  readonly #byEntry = new Map<Entry, Numbered>()
  #highest: number

  constructor(highest: number) {
    this.#highest = highest
  }

  get highest(): number {
    return this.#highest
  }

  /** Notes that this controller's entry was changed now; answers the number. */
  note(entry: Entry): number {
    const known = this.#byEntry.get(entry)
    const numbered = known ?? { entry, uSNChanged: 0 }
    const before = numbered.uSNChanged
    numbered.uSNChanged = ++this.#highest
    this.#log.note(numbered, before)
    if (known === undefined) this.#byEntry.set(entry, numbered)
    return numbered.uSNChanged
  }

  /** Undefined: not changed since the controllers count apart. */
  of(entry: Entry): number | undefined {
    return this.#byEntry.get(entry)?.uSNChanged
  }

  /** What was changed since update number `usn`, that one included: `common` of the time before, then its own. */
  *since(usn: number, common: Iterable<Entry>): Generator<Entry> {
    for (const entry of common) if (!this.#byEntry.has(entry)) yield entry
    for (const { entry } of this.#log.since(usn)) yield entry
  }
}
