interface Updated {
  readonly uSNChanged: number
}

const CHUNK_BITS = 12
const CHUNK_UPDATES = 2 ** CHUNK_BITS
const chunkOf = (usn: number) => Math.floor(usn / CHUNK_UPDATES)

interface Chunk<T> {
  /** In the order of updates; some have been updated again since, and then stand in a later chunk too. */
  items: T[]
  live: number
}

/**
 * Items in the order of their last update, so that what changed since an update number is found without
 * a look at all others. Chunks that few still count in are packed: about 10 bytes an item.
 */
export class UpdateLog<T extends Updated> {
  /** By the upper part of the update number; made, and so iterated, in rising order. */
  readonly #chunks = new Map<number, Chunk<T>>()

  /** Call after the item got its new number, the highest so far. `before`: its earlier one; 0: none. */
  note(item: T, before: number): void {
    if (before !== 0) this.forget(before)
    const number = chunkOf(item.uSNChanged)
    let chunk = this.#chunks.get(number)
    if (chunk === undefined) {
      this.#trimLast()
      chunk = { items: [], live: 0 }
      this.#chunks.set(number, chunk)
    }
    chunk.items.push(item)
    chunk.live++
  }

  /** The item that was last updated at `usn` was updated again, or is gone. */
  forget(usn: number): void {
    const number = chunkOf(usn)
    const chunk = this.#chunks.get(number)
    if (chunk === undefined) return
    if (--chunk.live === 0) this.#chunks.delete(number)
    else if (chunk.live * 2 < chunk.items.length) chunk.items = itemsOf(chunk, number)
  }

  /** What was last updated at `usn` or later, in that order; what is updated meanwhile is met again. */
  *since(usn: number): Generator<T> {
    for (const [number, chunk] of this.#chunks) {
      if (number < chunkOf(usn)) continue
      for (const item of itemsOf(chunk, number)) {
        if (item.uSNChanged >= usn) yield item
      }
    }
  }

  /** An array that grew keeps room that is never used. */
  #trimLast(): void {
    const last = [...this.#chunks.values()].at(-1)
    if (last !== undefined) last.items = last.items.slice()
  }
}

const itemsOf = <T extends Updated>({ items }: Chunk<T>, number: number): T[] =>
  [...new Set(items.filter(({ uSNChanged }) => chunkOf(uSNChanged) === number))].toSorted(
    (a, b) => a.uSNChanged - b.uSNChanged,
  )
