import type { Clock } from '../../clock.ts'
import type { Entry } from './entry.ts'
import type { Store } from './store.ts'
import { changesBetween, show, type View, type ViewChange, viewOf } from './view.ts'

/** The PDC emulator is the first controller. */
const EMULATOR = 0

interface Options {
  readonly store: Store
  readonly clock: Pick<Clock, 'now'>
  readonly controllers: number
  readonly delayMs: number
}

/** An entry that is not the same at all controllers. */
interface Divided {
  /** By controller; that of the controller whose turn it is stands in the entry itself. */
  readonly views: View[]
  /** By controller: when each thing there was last written, anywhere. */
  readonly stamps: Map<string, number>[]
  /** Messages on their way. */
  pending: number
}

interface Message {
  readonly arrivesMs: number
  readonly entry: Entry
  readonly divided: Divided
  readonly to: number
  readonly changes: readonly ViewChange[]
  readonly stamp: number
}

const isAtOnce = ({ way }: ViewChange, to: number) =>
  way === 'lockout' || (way === 'password' && to === EMULATOR)

/**
 * What the controllers of a domain know of each other's writes. There is one tree: entries hold what the
 * controller whose turn it is knows; what differs elsewhere is kept aside and changes places with it at the
 * next controller's turn. Of two writes of one attribute the later one stays. Nothing runs between
 * operations: what has arrived meanwhile is put in place at the next one.
 */
export class Replication {
  readonly #options: Options
  readonly #divided = new Map<Entry, Divided>()
  #queue: Message[] = []
  #writes = 0
  #at = EMULATOR
  #isDelayed = false

  constructor(options: Options) {
    this.#options = options
  }

  /** What is there by now is the same everywhere; what is written from now on travels. */
  begin(): void {
    const { delayMs, controllers, store } = this.#options
    this.#isDelayed = delayMs > 0 && controllers > 1
    if (this.#isDelayed) store.numberApart(controllers)
  }

  /** It is not the PDC emulator's turn, which may know more. */
  get isBehind(): boolean {
    return this.#isDelayed && this.#at !== EMULATOR
  }

  /** A controller's turn: until the next one's, all that is read is what it knows. */
  enter(controller: number): void {
    if (!this.#isDelayed) return
    this.#deliver()
    this.#turnTo(controller)
  }

  /** Does something as the PDC emulator. */
  atEmulator<T>(act: () => T): T {
    const here = this.#at
    this.#turnTo(EMULATOR)
    try {
      return act()
    } finally {
      this.#turnTo(here)
    }
  }

  /** Changes an entry's attributes here, and tells the others what changed, also when it throws. */
  write<T>(entry: Entry, change: () => T): T {
    if (!this.#isDelayed) return change()
    const before = viewOf(entry)
    try {
      return change()
    } finally {
      this.#tell(entry, before)
    }
  }

  /** The entry is the same everywhere from now on: as it is here. */
  settle(entry: Entry): void {
    this.#divided.delete(entry)
  }

  #turnTo(controller: number): void {
    if (!this.#isDelayed || controller === this.#at) return
    for (const [entry, { views }] of this.#divided) {
      views[this.#at] = viewOf(entry)
      const view = views[controller]
      if (view !== undefined) show(entry, view)
    }
    this.#at = controller
    this.#options.store.numberAs(controller)
  }

  #tell(entry: Entry, before: View): void {
    const changes = changesBetween(before, viewOf(entry))
    if (changes.length === 0) return
    const { controllers, delayMs, clock } = this.#options
    const divided = this.#divide(entry, before)
    const stamp = ++this.#writes
    for (const { key } of changes) divided.stamps[this.#at]?.set(key, stamp)
    const sent = { arrivesMs: clock.now() + delayMs, entry, divided, stamp }
    for (let to = 0; to < controllers; to++) {
      if (to === this.#at) continue
      const soon = changes.filter((change) => isAtOnce(change, to))
      this.#arrive({ ...sent, to, changes: soon })
      const late = changes.filter((change) => change.way !== 'never' && !isAtOnce(change, to))
      if (late.length === 0) continue
      this.#queue.push({ ...sent, to, changes: late })
      divided.pending++
    }
    this.#joinIfSame(entry, divided)
  }

  #divide(entry: Entry, before: View): Divided {
    const known = this.#divided.get(entry)
    if (known !== undefined) return known
    const each = Array.from({ length: this.#options.controllers })
    const divided = { views: each.map(() => before), stamps: each.map(() => new Map()), pending: 0 }
    this.#divided.set(entry, divided)
    return divided
  }

  /** Every message takes as long as any other: they arrive in the order in which they were sent. */
  #deliver(): void {
    const nowMs = this.#options.clock.now()
    const first = this.#queue.findIndex(({ arrivesMs }) => arrivesMs > nowMs)
    if (first === 0 || this.#queue.length === 0) return
    for (const message of this.#queue.splice(0, first < 0 ? this.#queue.length : first)) {
      const { entry, divided } = message
      // Of an entry that was deleted meanwhile nothing arrives.
      if (this.#divided.get(entry) !== divided) continue
      divided.pending--
      this.#arrive(message)
      this.#joinIfSame(entry, divided)
    }
  }

  #arrive({ divided: { views, stamps }, entry, to, changes, stamp }: Message): void {
    const known = stamps[to]
    const fresh = changes.filter(({ key }) => (known?.get(key) ?? 0) < stamp)
    const view = to === this.#at ? viewOf(entry) : views[to]
    if (fresh.length === 0 || view === undefined) return
    for (const { key } of fresh) known?.set(key, stamp)
    const next = fresh.reduce((sofar, change) => change.apply(sofar), view)
    if (to === this.#at) show(entry, next)
    else views[to] = next
    this.#options.store.noteAt(to, entry)
  }

  /** What is the same everywhere needs nothing kept aside. */
  #joinIfSame(entry: Entry, { views, pending }: Divided): void {
    if (pending > 0) return
    const here = viewOf(entry)
    const same = (view: View, at: number) =>
      at === this.#at || changesBetween(view, here).length === 0
    if (views.every(same)) this.#divided.delete(entry)
  }
}
