const FIRST_CAPACITY = 1_024

/** Whole numbers by row, in four bytes each: a million rows are four megabytes, not a million objects. */
export class IntColumn {
  #values = new Int32Array(FIRST_CAPACITY)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** The new row's number. */
  push(value: number): number {
    if (this.#length === this.#values.length) {
      const grown = new Int32Array(this.#values.length * 2)
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[this.#length] = value
    return this.#length++
  }

  get(row: number): number {
    const value = row < this.#length ? this.#values[row] : undefined
    if (value === undefined) throw new RangeError(`row ${row} of ${this.#length}`)
    return value
  }

  set(row: number, value: number): void {
    if (row >= this.#length) throw new RangeError(`row ${row} of ${this.#length}`)
    this.#values[row] = value
  }
}
