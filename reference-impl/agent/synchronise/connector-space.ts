import { GuidTable } from './packed/guid-table.ts'
import { IntColumn } from './packed/int-column.ts'
import { numberOfRule, ruleOfNumber, type SyncRule } from './sync-rules.ts'

/** No link. */
export const UNLINKED = -1

/** How a connector object is linked to a metaverse object. */
export interface ConnectorLink {
  /** Row in the metaverse. */
  readonly metaverse: number
  readonly rule: SyncRule
}

/**
 * The objects of one side, a forest or the cloud, as they were at the last import, and their links to the
 * metaverse. Keys are objectGUIDs, in the cloud's space cloud anchors.
 */
export class ConnectorSpace {
  readonly #objects = new GuidTable()
  readonly #metaverse = new IntColumn()
  readonly #rules = new IntColumn()
  readonly #forgotten = new Set<number>()
  /** A handful in a domain. */
  readonly #protectedBySid = new Set<number>()

  /** Rows that were ever given; gone objects included. */
  get rows(): number {
    return this.#objects.length
  }

  /** The object's row, or -1. */
  find(guid: Buffer): number {
    const row = this.#objects.find(guid)
    return this.#forgotten.has(row) ? UNLINKED : row
  }

  guidAt(row: number): Buffer {
    return this.#objects.guidAt(row)
  }

  link(guid: Buffer, { metaverse, rule }: ConnectorLink): number {
    const row = this.#objects.rowOf(guid)
    this.#forgotten.delete(row)
    if (row === this.#metaverse.length) {
      this.#metaverse.push(metaverse)
      this.#rules.push(numberOfRule(rule))
    } else {
      this.#metaverse.set(row, metaverse)
      this.#rules.set(row, numberOfRule(rule))
    }
    return row
  }

  linkAt(row: number): ConnectorLink {
    return { metaverse: this.#metaverse.get(row), rule: ruleOfNumber(this.#rules.get(row)) }
  }

  setRule(row: number, rule: SyncRule): void {
    this.#rules.set(row, numberOfRule(rule))
  }

  markProtectedBySid(row: number): void {
    this.#protectedBySid.add(row)
  }

  isProtectedBySid(row: number): boolean {
    return this.#protectedBySid.has(row)
  }

  /** The object is as good as not there; a link brings it back. */
  forget(row: number): void {
    this.#forgotten.add(row)
  }

  unlink(row: number): void {
    this.#metaverse.set(row, UNLINKED)
  }
}
