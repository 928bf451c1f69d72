import type { AmqpStream } from './amqp/amqp-stream.ts'
import { AmqpError } from './amqp/amqp-types.ts'
import type { Direction } from './direction.ts'

/** What a client asks a directory for, by the tag of the protocolOp (RFC 4511, section 4.2 and after). */
const OPERATIONS = {
  0x60: 'bind',
  0x42: 'unbind',
  0x63: 'search',
  0x66: 'modify',
  0x68: 'add',
  0x4a: 'delete',
  0x6c: 'modifyDN',
  0x6e: 'compare',
  0x50: 'abandon',
  0x77: 'extended',
} as const satisfies Record<number, string>

export type LdapOperation = (typeof OPERATIONS)[keyof typeof OPERATIONS]

/** One request on an inspected LDAP link; nothing of its content but whom it is for. */
export interface LdapRequest {
  /** Milliseconds since the epoch, by the tap's clock. */
  readonly at: number
  readonly connection: number
  readonly operation: LdapOperation
  /** The entry that a modify names, as the client wrote it; null: another operation, or not readable. */
  readonly entry: string | null
}

/** All requests of a tap, over all of its connections. */
export interface LdapLog {
  readonly requests: LdapRequest[]
  readonly now: () => number
}

const SEQUENCE = 0x30
const INTEGER = 0x02
const OCTET_STRING = 0x04
const LONG_FORM = 0x80
const MOST_LENGTH_BYTES = 4
const isOperation = (tag: number): tag is keyof typeof OPERATIONS => Object.hasOwn(OPERATIONS, tag)

/** A BER length at `at`: the content's begin and end; null while bytes are missing. Throws AmqpError. */
function contentAt(buffer: Buffer, at: number): { begin: number; end: number } | null {
  const first = buffer[at]
  if (first === undefined) return null
  if (first < LONG_FORM) return { begin: at + 1, end: at + 1 + first }
  const bytes = first - LONG_FORM
  if (bytes === 0 || bytes > MOST_LENGTH_BYTES) throw new AmqpError('not an LDAP message')
  const begin = at + 1 + bytes
  return buffer.length < begin ? null : { begin, end: begin + buffer.readUIntBE(at + 1, bytes) }
}

/** The LDAPDN that a ModifyRequest begins with (RFC 4511, section 4.6). */
function entryOf(message: Buffer, at: number): string | null {
  const request = contentAt(message, at)
  if (request === null || message[request.begin] !== OCTET_STRING) return null
  const entry = contentAt(message, request.begin + 1)
  return entry === null || entry.end > message.length
    ? null
    : message.toString('utf8', entry.begin, entry.end)
}

/** What a whole LDAPMessage asks for, after its messageID. Throws AmqpError. */
function askedIn(message: Buffer, begin: number): Pick<LdapRequest, 'operation' | 'entry'> {
  const id = message[begin] === INTEGER ? contentAt(message, begin + 1) : null
  const tag = id === null ? undefined : message[id.end]
  if (id === null || tag === undefined || !isOperation(tag)) {
    throw new AmqpError('not an LDAP request')
  }
  const operation = OPERATIONS[tag]
  return { operation, entry: operation === 'modify' ? entryOf(message, id.end + 1) : null }
}

/** One connection's LDAP; only what the client asks is read. */
export function createLdapStream(
  log: LdapLog,
  connection: number,
  forward: (direction: Direction, bytes: Buffer) => void,
): AmqpStream {
  let pending: Buffer = Buffer.alloc(0)

  function read(chunk: Buffer) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    while (pending.length > 0) {
      if (pending[0] !== SEQUENCE) throw new AmqpError('not an LDAP message')
      const content = contentAt(pending, 1)
      if (content === null || pending.length < content.end) return
      const message = pending.subarray(0, content.end)
      log.requests.push({ at: log.now(), connection, ...askedIn(message, content.begin) })
      pending = pending.subarray(content.end)
    }
  }

  return {
    push(direction, chunk) {
      if (direction === 'outbound') read(chunk)
      forward(direction, chunk)
    },
    close: () => undefined,
  }
}
