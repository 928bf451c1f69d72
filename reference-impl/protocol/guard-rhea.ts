import { createRequire } from 'node:module'
import rhea from 'rhea'
import { isMessage } from './message-sections.ts'

/**
 * What a peer may not make rhea (3.0.5) do, whichever side it is on: say on stderr what a message holds
 * (PWB-SEC-8), make room for what is not there, or end a connection over a message that somebody else wrote.
 */

interface Reader {
  remaining(): number
  read_array_items(this: Reader, count: number, type: unknown): unknown
  read_n(this: Reader, count: number): unknown
}

interface Messages {
  decode(bytes: Buffer): unknown
  unwrap_outcome(outcome: unknown): unknown
}

interface Sender {
  credit: number
  delivery_count: number
}

/** The function of a sending link that tells whether its credit was drained, and takes it. */
const GET_DRAIN = '_get_drain'

const isDraining = (sender: Sender) =>
  ['_draining', '_drained'].every((field) => Reflect.get(sender, field) === true)

/** What rhea does not export by name. */
const internal = (file: string, name: string): unknown => {
  const module: unknown = createRequire(import.meta.url)(`rhea/lib/${file}`)
  const isThere = typeof module === 'object' && module !== null
  const constructor: unknown = isThere ? Reflect.get(module, name) : undefined
  return typeof constructor === 'function' ? constructor.prototype : undefined
}

const isSender = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && GET_DRAIN in value

const isReader = (value: unknown): value is Reader =>
  typeof value === 'object' && value !== null && 'read_array_items' in value && 'read_n' in value

const isMessages = (value: unknown): value is Messages =>
  typeof value === 'object' && value !== null && 'decode' in value && 'unwrap_outcome' in value

/**
 * An array of elements without a size could name 2^32 of them in ten bytes, and for a list or a map room
 * is made for as many before the first is read: refused beyond their frame's bytes.
 */
function boundCompounds(prototype: Reader): void {
  const readArray = prototype.read_array_items
  prototype.read_array_items = function bounded(this: Reader, count, type) {
    if (count > this.remaining()) throw new RangeError('an AMQP array larger than its frame')
    return readArray.call(this, count, type)
  }
  const readItems = prototype.read_n
  prototype.read_n = function bounded(this: Reader, count) {
    if (count > this.remaining()) throw new RangeError('an AMQP list larger than its frame')
    return readItems.call(this, count)
  }
}

/**
 * A message that cannot be read is one without a body, which its receiver refuses and settles. A throw
 * would end the connection, and the message would come again over the next one, and end that.
 */
function readQuietly(messages: Messages): void {
  const decode = messages.decode.bind(messages)
  messages.decode = (bytes) => {
    try {
      return isMessage(bytes) ? decode(bytes) : {}
    } catch {
      return {}
    }
  }
}

const FIRST_OUTCOME = 0x23
const LAST_OUTCOME = 0x27

function isOutcome(state: unknown): boolean {
  const descriptor: unknown = state instanceof Object ? Reflect.get(state, 'descriptor') : undefined
  const value: unknown = descriptor instanceof Object ? Reflect.get(descriptor, 'value') : undefined
  const code = Number(value)
  return code >= FIRST_OUTCOME && code <= LAST_OUTCOME
}

/** A state that is no outcome says nothing of a delivery. */
function settleQuietly(messages: Messages): void {
  const unwrap = messages.unwrap_outcome.bind(messages)
  messages.unwrap_outcome = (state) => (isOutcome(state) ? unwrap(state) : undefined)
}

/** RFC 1982: delivery counts are serial numbers of 32 bits (AMQP 1.0, 2.6.7). */
const SERIAL_NUMBERS = 2 ** 32

/** A peer that drains has its credit used up at once: counted down one by one, 2^32 of it takes half a minute. */
function drainAtOnce(prototype: object): void {
  Reflect.set(prototype, GET_DRAIN, function atOnce(this: Sender) {
    if (!isDraining(this) || !this.credit) return false
    this.delivery_count = (this.delivery_count + this.credit) % SERIAL_NUMBERS
    this.credit = 0
    return true
  })
}

let isGuarded = false

/** Once a process, before the first connection; again does nothing. Throws TypeError for another rhea. */
export function guardRhea(): void {
  if (isGuarded) return
  const messages: unknown = rhea.message
  const constructor: unknown = Reflect.get(rhea.types, 'Reader')
  const prototype: unknown = typeof constructor === 'function' ? constructor.prototype : undefined
  const sender = internal('link.js', 'Sender')
  if (!isReader(prototype) || !isMessages(messages) || !isSender(sender)) {
    throw new TypeError('rhea is not made as this client and relay know it (3.0.5)')
  }
  boundCompounds(prototype)
  readQuietly(messages)
  settleQuietly(messages)
  drainAtOnce(sender)
  isGuarded = true
}
