import type { Entry } from './entry.ts'

/** Links of one kind between entries, kept from both ends: `member` and `memberOf`. */
export class Links {
  readonly #targets = new Map<Entry, Set<Entry>>()
  readonly #sources = new Map<Entry, readonly Entry[]>()

  has(from: Entry, to: Entry): boolean {
    return this.#targets.get(from)?.has(to) ?? false
  }

  add(from: Entry, to: Entry): void {
    if (this.has(from, to)) return
    const targets = this.#targets.get(from)
    if (targets === undefined) this.#targets.set(from, new Set([to]))
    else targets.add(to)
    this.#sources.set(to, [...this.sources(to), from])
  }

  remove(from: Entry, to: Entry): void {
    const targets = this.#targets.get(from)
    if (targets?.delete(to) !== true) return
    if (targets.size === 0) this.#targets.delete(from)
    const left = this.sources(to).filter((source) => source !== from)
    if (left.length === 0) this.#sources.delete(to)
    else this.#sources.set(to, left)
  }

  targets(from: Entry): readonly Entry[] {
    return [...(this.#targets.get(from) ?? [])]
  }

  sources(to: Entry): readonly Entry[] {
    return this.#sources.get(to) ?? []
  }

  /** Whether there is any link at all. */
  get size(): number {
    return this.#targets.size
  }

  /** All that is reached from `start` against the links' direction: every group that it is in, nested too. */
  ancestors(start: Entry): ReadonlySet<Entry> {
    return reach(start, (entry) => this.sources(entry))
  }

  /** All that is reached from `start` along the links: every member, of nested groups too. */
  descendants(start: Entry): ReadonlySet<Entry> {
    return reach(start, (entry) => this.targets(entry))
  }

  /** Ends every link from and to an entry; answers the sources that lost one. */
  drop(entry: Entry): readonly Entry[] {
    const sources = this.sources(entry)
    for (const target of this.targets(entry)) this.remove(entry, target)
    for (const source of sources) this.remove(source, entry)
    return sources
  }
}

/** Groups may hold each other in a ring: each entry is visited once. */
function reach(start: Entry, next: (entry: Entry) => readonly Entry[]): ReadonlySet<Entry> {
  const reached = new Set<Entry>()
  const open = [start]
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    for (const neighbour of next(entry)) {
      if (reached.has(neighbour)) continue
      reached.add(neighbour)
      open.push(neighbour)
    }
  }
  return reached
}
