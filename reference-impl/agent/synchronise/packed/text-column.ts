import { IntColumn } from './int-column.ts'

const SLAB_BYTES = 1 << 20

/** Texts by row, as UTF-8 in slabs of a megabyte. A text that is replaced leaves its old bytes behind. */
export class TextColumn {
  readonly #slabs: Buffer[] = []
  /** Slab number and offset, and length. */
  readonly #slab = new IntColumn()
  readonly #start = new IntColumn()
  readonly #bytes = new IntColumn()
  #used = SLAB_BYTES

  push(text: string): number {
    const { slab, start, bytes } = this.#keep(text)
    this.#start.push(start)
    this.#bytes.push(bytes)
    return this.#slab.push(slab)
  }

  get(row: number): string {
    const start = this.#start.get(row)
    const slab = this.#slabs[this.#slab.get(row)]
    return slab?.toString('utf8', start, start + this.#bytes.get(row)) ?? ''
  }

  set(row: number, text: string): void {
    if (this.get(row) === text) return
    const { slab, start, bytes } = this.#keep(text)
    this.#slab.set(row, slab)
    this.#start.set(row, start)
    this.#bytes.set(row, bytes)
  }

  #keep(text: string) {
    const bytes = Buffer.byteLength(text)
    if (this.#used + bytes > SLAB_BYTES) {
      // A text of its own size when it is longer than any slab.
      this.#slabs.push(Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, bytes)))
      this.#used = 0
    }
    const start = this.#used
    const slab = this.#slabs.length - 1
    this.#slabs[slab]?.write(text, start)
    this.#used += bytes
    return { slab, start, bytes }
  }
}
