/** What stands in a line: its number never changes, so that a returned one gets its old place. */
interface Numbered {
  readonly sequence: number
}

/** First in, first out; any may leave early, and one that was taken can come back to its place. */
export interface WaitingLine<T extends Numbered> {
  readonly length: number
  /** Sequences only grow. */
  append(one: T): void
  /** What was taken comes back: before everything with a higher sequence. */
  putBack(one: T): void
  first(): T | undefined
  remove(one: T): void
  clear(): void
}

const COMPACT_FROM = 256

/**
 * Whatever was taken had a lower sequence than what has not been yet: so the returned ones, a few,
 * stand sorted before the fresh ones, an array with gaps, in which a place is found by search.
 */
export function createWaitingLine<T extends Numbered>(): WaitingLine<T> {
  let returned: T[] = []
  let fresh: (T | undefined)[] = []
  const freshPlaces = new Map<T, number>()
  let head = 0

  const skipGaps = () => {
    while (head < fresh.length && fresh[head] === undefined) head += 1
  }

  /** Drops the gaps in front once they are most of the array: a place costs O(1) on average. */
  const compact = () => {
    if (head < COMPACT_FROM || head * 2 < fresh.length) return
    fresh = fresh.slice(head)
    for (const [one, place] of freshPlaces) freshPlaces.set(one, place - head)
    head = 0
  }

  return {
    get length() {
      return returned.length + freshPlaces.size
    },
    append(one) {
      freshPlaces.set(one, fresh.length)
      fresh.push(one)
    },
    putBack(one) {
      const behind = returned.findIndex((other) => other.sequence > one.sequence)
      returned.splice(behind === -1 ? returned.length : behind, 0, one)
    },
    first() {
      if (returned[0] !== undefined) return returned[0]
      skipGaps()
      return fresh[head]
    },
    remove(one) {
      const place = freshPlaces.get(one)
      if (place === undefined) {
        returned = returned.filter((other) => other !== one)
        return
      }
      freshPlaces.delete(one)
      fresh[place] = undefined
      skipGaps()
      compact()
    },
    clear() {
      returned = []
      fresh = []
      head = 0
      freshPlaces.clear()
    },
  }
}
