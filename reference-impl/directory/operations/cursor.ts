import { setImmediate } from 'node:timers/promises'
import type { Entry } from '../entries/entry.ts'

/** So many entries are looked at before others get their turn. */
const TURN_ENTRIES = 4_096

/** The matches of a search, taken a page at a time; never more than `limit` in all (0: no limit). */
export class Cursor {
  readonly #entries: Iterator<Entry>
  readonly #matches: (entry: Entry) => boolean
  #left: number
  #held: Entry | undefined
  #looked = 0

  constructor(entries: Iterator<Entry>, matches: (entry: Entry) => boolean, limit: number) {
    this.#entries = entries
    this.#matches = matches
    this.#left = limit === 0 ? Number.POSITIVE_INFINITY : limit
  }

  /** Hands up to `count` matches to `use`; answers why it ended. */
  async take(
    count: number,
    use: (entry: Entry) => void,
  ): Promise<'no-more' | 'page-full' | 'limit-reached'> {
    for (let taken = 0; ; taken++) {
      const entry = await this.#peek()
      if (entry === undefined) return 'no-more'
      if (this.#left === 0) return 'limit-reached'
      if (taken === count) return 'page-full'
      this.#held = undefined
      this.#left--
      use(entry)
    }
  }

  async #peek(): Promise<Entry | undefined> {
    if (this.#held !== undefined) return this.#held
    for (let next = this.#entries.next(); next.done !== true; next = this.#entries.next()) {
      if (++this.#looked % TURN_ENTRIES === 0) await setImmediate()
      if (!this.#matches(next.value)) continue
      this.#held = next.value
      return next.value
    }
    return undefined
  }
}
