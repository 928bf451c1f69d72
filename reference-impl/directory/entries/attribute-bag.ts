import type { Value } from '../ldap/response.ts'

const NONE: readonly Value[] = []

type Cell = Value | readonly Value[]

const NO_CELLS: readonly Cell[] = []

/**
 * The attributes of one entry that need nothing of their own, in one flat array: name, values, name,
 * values. A single value stands there bare. Names are the schema's own strings. It never changes:
 * entries without any share one.
 */
export class AttributeBag {
  readonly #cells: readonly Cell[]

  constructor(cells: readonly Cell[]) {
    this.#cells = cells
  }

  get(name: string): readonly Value[] {
    const at = this.#find(name)
    const cell = at < 0 ? undefined : this.#cells[at + 1]
    if (cell === undefined) return NONE
    return typeof cell === 'string' || Buffer.isBuffer(cell) ? [cell] : cell
  }

  text(name: string): string | undefined {
    return this.get(name)[0]?.toString('utf8')
  }

  /** No values: the attribute is gone. */
  with(name: string, values: readonly Value[]): AttributeBag {
    const at = this.#find(name)
    const [first] = values
    if (first === undefined) return at < 0 ? this : ofCells(this.#cells.toSpliced(at, 2))
    const cell = values.length === 1 ? first : values
    // An array that grew, or was spread, keeps room that a million entries never use; these do not.
    const added: Cell[] = [name, cell]
    return ofCells(at < 0 ? this.#cells.concat(added) : this.#cells.with(at + 1, cell))
  }

  names(): string[] {
    return this.#cells.filter(
      (cell, at): cell is string => at % 2 === 0 && typeof cell === 'string',
    )
  }

  #find(name: string) {
    for (let at = 0; at < this.#cells.length; at += 2) if (this.#cells[at] === name) return at
    return -1
  }
}

export const EMPTY_BAG = new AttributeBag(NO_CELLS)

const ofCells = (cells: readonly Cell[]) =>
  cells.length === 0 ? EMPTY_BAG : new AttributeBag(cells)
