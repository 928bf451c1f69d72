/** The bytes of an objectGUID, and of a cloud anchor. */
export const GUID_BYTES = 16

const FIRST_CAPACITY = 1_024
/** At most so full: a search ends after two or three looks on average. */
const MOST_FULL = 0.6
const EMPTY = -1
/** Knuth's multiplicative hash: GUIDs that somebody numbered are spread, too. */
const SPREAD = 0x9e3779b1

/** Keys of 16 bytes and the rows they were given, in about 25 bytes each. Rows are never given back. */
export class GuidTable {
  #keys = Buffer.alloc(FIRST_CAPACITY * GUID_BYTES)
  #slots = new Int32Array(FIRST_CAPACITY * 2).fill(EMPTY)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** The key's row, or -1. */
  find(guid: Buffer): number {
    return this.#slots[this.#slotOf(guid)] ?? EMPTY
  }

  /** The key's row, which is new when nobody asked for the key before. */
  rowOf(guid: Buffer): number {
    if (guid.length !== GUID_BYTES)
      throw new RangeError(`a key of ${guid.length} bytes; 16 are needed`)
    const known = this.find(guid)
    if (known !== EMPTY) return known
    if ((this.#length + 1) * GUID_BYTES > this.#keys.length) this.#growKeys()
    if (this.#length + 1 > this.#slots.length * MOST_FULL) this.#growSlots()
    const row = this.#length++
    guid.copy(this.#keys, row * GUID_BYTES)
    this.#slots[this.#slotOf(guid)] = row
    return row
  }

  /** A copy of the row's key. */
  guidAt(row: number): Buffer {
    return Buffer.from(this.#keys.subarray(row * GUID_BYTES, (row + 1) * GUID_BYTES))
  }

  /** Where the key stands, or would stand. */
  #slotOf(guid: Buffer): number {
    const mask = this.#slots.length - 1
    let slot = (Math.imul(guid.readInt32LE(0) ^ guid.readInt32LE(12), SPREAD) >>> 7) & mask
    for (;;) {
      const row = this.#slots[slot] ?? EMPTY
      if (row === EMPTY || this.#holds(row, guid)) return slot
      slot = (slot + 1) & mask
    }
  }

  #holds(row: number, guid: Buffer): boolean {
    const start = row * GUID_BYTES
    // Most keys that are looked at differ here already, and reading four bytes costs less than a call.
    if (this.#keys.readInt32LE(start) !== guid.readInt32LE(0)) return false
    return this.#keys.compare(guid, 0, GUID_BYTES, start, start + GUID_BYTES) === 0
  }

  #growKeys() {
    const keys = Buffer.alloc(this.#keys.length * 2)
    this.#keys.copy(keys)
    this.#keys = keys
  }

  #growSlots() {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(EMPTY)
    for (let row = 0; row < this.#length; row++) {
      const start = row * GUID_BYTES
      this.#slots[this.#slotOf(this.#keys.subarray(start, start + GUID_BYTES))] = row
    }
  }
}
