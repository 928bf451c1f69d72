import { type Counters, count } from '../measure/counters.ts'
import { isTriedAgain, type LoadOutcome, NOT_NEEDED, numberOf } from '../measure/outcomes.ts'
import type { Observer } from '../measure/observer.ts'
import type { OperationRecords } from '../measure/records.ts'
import type { Timing } from './timing.ts'

/** What is done when the in-flight cap is reached: wait with the due time kept, or do not send. */
export type Overflow = 'queue' | 'drop'

export interface Dispatch {
  /** The operations of this dispatcher, in due order: indices into `dueMs` and the records. */
  readonly operations: Uint32Array
  readonly dueMs: Float64Array
  /** Operation → the one without whose failure it is not sent; -1, or absent: none. */
  readonly follows?: Int32Array
  /** On the timing's clock. */
  readonly startAtMs: number
  /** At least 1. */
  readonly inFlightCap: number
  readonly overflow: Overflow
  /** How long to wait for answers after the last arrival. */
  readonly drainLimitMs: number
  /** Awake for the last milliseconds before each due time: exact to microseconds, for much of a core. */
  readonly precise?: boolean
  readonly records: OperationRecords
  readonly observer: Observer
  readonly counters: Counters
  readonly timing: Timing
  /** Sends one operation and answers how it ended. A rejection is a fault of the driver: not caught. */
  execute(operation: number): Promise<LoadOutcome>
}

/** Node's timers take 31 bits; far due times are reached in several sleeps. */
const LONGEST_SLEEP_MS = 60_000
const SHORTEST_SLEEP_MS = 1
/** A timer may be this late: what is precise is awake from then on. */
const AWAKE_MS = 1.5

/**
 * The open loop: sends each operation at its due time whatever became of the others, never early and
 * never two for one. A timer may fire up to 1 ms early, so the clock is read again before each send.
 */
export class Dispatcher {
  readonly #dispatch: Dispatch
  /** What waits at the cap, from `#waitingFrom` on. */
  readonly #waiting: number[] = []
  #waitingFrom = 0
  /** Operation → when it was sent. */
  readonly #inFlight = new Map<number, number>()
  #inFlightSinceMs = 0
  #next = 0
  #arriving = true
  #over = false
  #wake: () => void = () => undefined
  #finish: () => void = () => undefined
  /** Resolves when all is answered, or the drain limit has passed. */
  readonly finished: Promise<void>

  constructor(dispatch: Dispatch) {
    this.#dispatch = dispatch
    this.finished = new Promise((resolve) => {
      this.#finish = resolve
    })
    this.#pump()
  }

  /** No further sends: what waits or is not yet due stays unsent; answers are still waited for. */
  stop() {
    this.#waiting.length = 0
    this.#waitingFrom = 0
    if (!this.#arriving) return
    this.#wake()
    this.#next = this.#dispatch.operations.length
    this.#drain()
  }

  #now() {
    return this.#dispatch.timing.now() - this.#dispatch.startAtMs
  }

  /** Takes up all that is due, then sleeps until the next due time. */
  #pump() {
    const { operations, dueMs } = this.#dispatch
    for (;;) {
      const operation = operations[this.#next]
      if (operation === undefined) return this.#drain()
      const aheadMs = (dueMs[operation] ?? 0) - this.#now()
      if (aheadMs > 0) return this.#sleep(aheadMs)
      this.#next++
      this.#take(operation)
    }
  }

  #sleep(aheadMs: number) {
    const { timing, precise = false } = this.#dispatch
    if (precise && aheadMs <= AWAKE_MS) {
      this.#wake = timing.soon(() => this.#pump())
      return
    }
    const sleepMs = Math.max(SHORTEST_SLEEP_MS, Math.floor(precise ? aheadMs - AWAKE_MS : aheadMs))
    this.#wake = timing.after(Math.min(sleepMs, LONGEST_SLEEP_MS), () => this.#pump())
  }

  #take(operation: number) {
    const { dueMs, follows, records, observer, counters, inFlightCap, overflow } = this.#dispatch
    const before = follows?.[operation] ?? -1
    if (before >= 0 && !isTriedAgain(records.outcome[before] ?? 0)) {
      records.outcome[operation] = NOT_NEEDED
      return
    }
    observer.taken(dueMs[operation] ?? 0, this.#now())
    if (this.#inFlight.size < inFlightCap) {
      this.#send(operation)
    } else if (overflow === 'queue') {
      this.#waiting.push(operation)
      count(counters, 'held')
    } else {
      count(counters, 'dropped')
    }
  }

  #send(operation: number) {
    const { records, observer, counters, execute } = this.#dispatch
    const atMs = this.#now()
    this.#integrate(atMs)
    this.#inFlight.set(operation, atMs)
    observer.sent(atMs)
    records.dispatchedMs[operation] = atMs
    count(counters, 'sent')
    void execute(operation).then((outcome) => this.#settle(operation, outcome))
  }

  #settle(operation: number, outcome: LoadOutcome) {
    if (this.#over) return
    this.#record(operation, this.#now(), outcome)
    count(this.#dispatch.counters, 'completed')
    const following = this.#waiting[this.#waitingFrom]
    if (following !== undefined) {
      this.#waitingFrom++
      this.#send(following)
    }
    if (!this.#arriving && this.#inFlight.size === 0) this.#end()
  }

  #record(operation: number, atMs: number, outcome: LoadOutcome) {
    const { dueMs, records, observer } = this.#dispatch
    this.#integrate(atMs)
    const dispatchedMs = this.#inFlight.get(operation) ?? atMs
    this.#inFlight.delete(operation)
    observer.ended(dueMs[operation] ?? 0, dispatchedMs, atMs, outcome)
    records.doneMs[operation] = atMs
    records.outcome[operation] = numberOf(outcome)
  }

  /** Adds what was in flight since the last change, for Little's law. */
  #integrate(atMs: number) {
    const { area } = this.#dispatch.counters
    area[0] = (area[0] ?? 0) + this.#inFlight.size * (atMs - this.#inFlightSinceMs)
    this.#inFlightSinceMs = atMs
  }

  #drain() {
    this.#arriving = false
    if (this.#inFlight.size === 0) return this.#end()
    const { timing, drainLimitMs } = this.#dispatch
    this.#wake = timing.after(drainLimitMs, () => this.#giveUp())
    return undefined
  }

  #giveUp() {
    const atMs = this.#now()
    for (const operation of this.#inFlight.keys()) {
      this.#record(operation, atMs, 'unanswered-at-drain-limit')
    }
    this.#end()
  }

  #end() {
    this.#over = true
    this.#wake()
    this.#finish()
  }
}
