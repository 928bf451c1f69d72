import { readLength } from './ber-structure.ts'
import { MalformedMessage, TAG } from './protocol.ts'

const EMPTY = Buffer.alloc(0)
const SMALLEST_HOLD_BYTES = 4_096

/**
 * Cuts a byte stream into LDAP messages. A message that arrives in pieces is gathered in a buffer that
 * doubles, so a byte at a time costs no more than linear time; a message given out is never overwritten.
 */
export class MessageSplitter {
  readonly #maxBytes: number
  #held: Buffer = EMPTY
  #from = 0
  #to = 0
  /** Whether `#held` is ours to write to behind `#to`. */
  #own = false

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  push(chunk: Buffer): void {
    if (this.#from === this.#to) {
      this.#held = chunk
      this.#from = 0
      this.#to = chunk.length
      this.#own = false
      return
    }
    if (!this.#own || this.#held.length - this.#to < chunk.length) this.#grow(chunk.length)
    chunk.copy(this.#held, this.#to)
    this.#to += chunk.length
  }

  /** Whether bytes are there that belong to no message given out. */
  get hasMore(): boolean {
    return this.#from < this.#to
  }

  /** The next whole message, or undefined. Throws MalformedMessage when none can come any more. */
  next(): Buffer | undefined {
    if (this.#from === this.#to) return undefined
    if (this.#held.readUInt8(this.#from) !== TAG.sequence) {
      throw new MalformedMessage('a message starts with 0x30')
    }
    const content = readLength(this.#held, this.#from + 1, this.#to)
    if (content === 'incomplete') return undefined
    if (content === undefined) throw new MalformedMessage('no length that LDAP allows')
    const end = content.start + content.length
    if (end - this.#from > this.#maxBytes) {
      throw new MalformedMessage(`a message is at most ${this.#maxBytes} bytes`)
    }
    if (end > this.#to) return undefined
    const message = this.#held.subarray(this.#from, end)
    this.#from = end
    return message
  }

  #grow(moreBytes: number) {
    const heldBytes = this.#to - this.#from
    const larger = Buffer.allocUnsafe(Math.max(SMALLEST_HOLD_BYTES, 2 * (heldBytes + moreBytes)))
    this.#held.copy(larger, 0, this.#from, this.#to)
    this.#held = larger
    this.#from = 0
    this.#to = heldBytes
    this.#own = true
  }
}
