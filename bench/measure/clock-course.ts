const LOOK_MS = 100

/** What the system's clock showed in the course of a load: it may be compressed, and moved by disturbances. */
export class ClockCourse {
  readonly #showing: () => number
  readonly #realNow: () => number
  readonly #seen: { readonly atMs: number; readonly clockMs: number }[] = []
  #startAtMs = 0
  #timer: NodeJS.Timeout | undefined

  /** `showing`: the system's clock, milliseconds since the epoch; `realNow`: monotonic milliseconds. */
  constructor(showing: () => number, realNow: () => number) {
    this.#showing = showing
    this.#realNow = realNow
  }

  /** `startAtMs`: monotonic milliseconds, from which the course is told. */
  begin(startAtMs: number) {
    this.#startAtMs = startAtMs
    this.look()
    this.#timer = setInterval(() => this.look(), LOOK_MS)
  }

  look() {
    this.#seen.push({
      atMs: this.#realNow() - this.#startAtMs,
      clockMs: this.#showing(),
    })
  }

  end() {
    clearInterval(this.#timer)
    this.look()
  }

  /** What the clock showed at that time or, where nobody looked then, a little later: never less. */
  atMost(ms: number): number {
    const { length } = this.#seen
    let from = 0
    let to = length - 1
    while (from < to) {
      const middle = Math.floor((from + to) / 2)
      if ((this.#seen[middle]?.atMs ?? 0) >= ms) to = middle
      else from = middle + 1
    }
    return this.#seen[from]?.clockMs ?? Number.POSITIVE_INFINITY
  }
}
