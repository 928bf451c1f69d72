import type { ToldOperation } from '../measure/accounts.ts'
import { classOf, type LoadOutcome } from '../measure/outcomes.ts'
import { Recorder } from '../measure/recorder.ts'

/** One request of a closed loop: whose, and when it was made. */
export interface Ticket {
  readonly account: number
  readonly generation: number
  readonly madeMs: number
}

/** Collects what a closed loop's connections were answered. Times in milliseconds from the start. */
export class ClosedLoopTally {
  readonly recorder = new Recorder()
  readonly outcomes: Partial<Record<LoadOutcome, number>> = {}
  readonly told = new Map<number, ToldOperation[]>()
  readonly #connections: number
  #connected = 0
  #steadyFromMs = 0
  #steady = 0
  answered = 0

  constructor(connections: number) {
    this.#connections = connections
  }

  /** `first`: its connection's first, so that the latency holds a handshake: kept apart. */
  reply(ticket: Ticket, outcome: LoadOutcome, latencyMs: number, atMs: number, first: boolean) {
    this.answered++
    this.#tell(ticket, outcome, atMs)
    const phase = first ? 'connecting' : 'ceiling'
    for (const name of ['all', classOf(outcome)]) {
      this.recorder.record({ metric: 'service', phase, outcome: name }, latencyMs)
    }
    if (first) {
      this.#connected++
      this.#steadyFromMs = atMs
    } else if (this.#connected === this.#connections) {
      this.#steady++
    }
  }

  /** A request that will not be answered any more. */
  giveUp(ticket: Ticket, atMs: number) {
    this.#tell(ticket, 'connection-lost', atMs)
  }

  /** Replies a second from the time when all were connected. `untilMs`: of the last reply that counts. */
  repliesPerSecond(untilMs: number): number {
    const spanMs = untilMs - this.#steadyFromMs
    return spanMs > 0 ? (this.#steady * 1000) / spanMs : 0
  }

  #tell({ account, generation, madeMs }: Ticket, outcome: LoadOutcome, atMs: number) {
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1
    const list = this.told.get(account) ?? []
    this.told.set(account, list)
    list.push({ generation, outcome, dispatchedMs: madeMs, doneMs: atMs })
  }
}
