import type { HistogramResult } from '../../reports/model/result.ts'
import { classOf, isCensored, type LoadOutcome } from './outcomes.ts'
import { Recorder } from './recorder.ts'
import { type Second, Seconds } from './seconds.ts'

/** A stretch of the schedule with histograms of its own; it ends where the next begins. */
export interface Phase {
  readonly name: string
  /** Milliseconds from the start. */
  readonly fromMs: number
}

/** One phase for loads that name none. */
export const WHOLE: readonly Phase[] = [{ name: 'storm', fromMs: 0 }]

/** What a worker saw of its operations, in a size that does not depend on their number. */
export interface Observed {
  readonly histograms: readonly HistogramResult[]
  /** Values that were above the histograms' range. */
  readonly clamped: number
  /** Times of the first and the last send, milliseconds from the start; null: nothing was sent. */
  readonly sentMs: { readonly first: number; readonly last: number } | null
}

/**
 * Records every duration when it is known: lag when an operation is taken up, response from its due time
 * and service from its dispatch when it ends; in the histograms of the phase that it was due in.
 */
export class Observer {
  readonly #recorder = new Recorder()
  readonly #seconds: Seconds
  readonly #phases: readonly Phase[]
  #sentMs: { first: number; last: number } | null = null

  /** `phases`: ascending, the first from 0. `give`: takes each second when it is over. */
  constructor(phases: readonly Phase[], give: (second: Second) => void) {
    this.#phases = phases
    this.#seconds = new Seconds(give)
  }

  taken(dueMs: number, atMs: number) {
    const lagMs = atMs - dueMs
    this.#recorder.record({ metric: 'lag', phase: this.#phaseAt(dueMs), outcome: 'all' }, lagMs)
    this.#seconds.taken(atMs, lagMs)
  }

  sent(atMs: number) {
    this.#sentMs ??= { first: atMs, last: atMs }
    this.#sentMs.last = atMs
    this.#seconds.sent(atMs)
  }

  ended(dueMs: number, dispatchedMs: number, atMs: number, outcome: LoadOutcome) {
    const phase = this.#phaseAt(dueMs)
    const censored = isCensored(outcome)
    for (const name of ['all', classOf(outcome)]) {
      const series = { phase, outcome: name }
      this.#recorder.record({ metric: 'response', ...series }, atMs - dueMs, censored)
      this.#recorder.record({ metric: 'service', ...series }, atMs - dispatchedMs, censored)
    }
    this.#seconds.ended(atMs, atMs - dueMs)
  }

  /** Time of the load passes also when nothing happens. */
  advance(atMs: number) {
    this.#seconds.advance(atMs)
  }

  /** Everything that was seen; afterwards nothing more can be. */
  finish(): Observed {
    this.#seconds.flush()
    const { clamped } = this.#recorder
    const histograms = this.#recorder.results()
    this.#recorder.destroy()
    return { histograms, clamped, sentMs: this.#sentMs }
  }

  #phaseAt(dueMs: number): string {
    return this.#phases.findLast(({ fromMs }) => dueMs >= fromMs)?.name ?? WHOLE[0]?.name ?? ''
  }
}
