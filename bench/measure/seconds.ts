/** What one worker saw in one second of the load. Durations in milliseconds. */
export interface Second {
  /** 0: the first second of the load. */
  readonly index: number
  readonly sent: number
  readonly completed: number
  /** Of the operations taken up in it. */
  readonly lagsMs: Float64Array
  /** Of the operations that ended in it. */
  readonly responsesMs: Float64Array
}

export const SECOND_MS = 1_000

/**
 * Collects one second at a time and gives it away when a later one begins: what a worker holds does
 * not grow with the load. Times never go back.
 */
export class Seconds {
  readonly #give: (second: Second) => void
  #index = 0
  #sent = 0
  #completed = 0
  readonly #lagsMs: number[] = []
  readonly #responsesMs: number[] = []

  constructor(give: (second: Second) => void) {
    this.#give = give
  }

  taken(atMs: number, lagMs: number) {
    this.advance(atMs)
    this.#lagsMs.push(lagMs)
  }

  sent(atMs: number) {
    this.advance(atMs)
    this.#sent++
  }

  ended(atMs: number, responseMs: number) {
    this.advance(atMs)
    this.#completed++
    this.#responsesMs.push(responseMs)
  }

  /** Gives the second away if it is over by then. */
  advance(atMs: number) {
    const index = Math.max(this.#index, Math.floor(atMs / SECOND_MS))
    if (index === this.#index) return
    this.flush()
    this.#index = index
  }

  /** Gives the current second away as it is. */
  flush() {
    this.#give({
      index: this.#index,
      sent: this.#sent,
      completed: this.#completed,
      lagsMs: Float64Array.from(this.#lagsMs),
      responsesMs: Float64Array.from(this.#responsesMs),
    })
    this.#sent = 0
    this.#completed = 0
    this.#lagsMs.length = 0
    this.#responsesMs.length = 0
  }
}
