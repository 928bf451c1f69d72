import { encodeMessage } from '../../protocol/amqp-message.ts'
import { MalformedHeader, readHeader, withHeader } from '../../relay/message-header.ts'
import { type FuzzEdge, verdictOf } from '../edge.ts'
import { CLIENT } from '../identities.ts'
import {
  attach,
  begin,
  described,
  FALSE,
  NULL,
  open,
  string,
  transfer,
  TRUE,
  uint,
} from './amqp-bytes.ts'
import { amqpWires } from './amqp-wires.ts'

const MESSAGE = encodeMessage({ body: Buffer.alloc(58, 9), ttlMs: 1_000 })
/** Without their frames' headers. */
const PERFORMATIVES = [
  open(),
  begin(),
  attach('requests', 0, TRUE, `${CLIENT.tenant}/requests`),
  attach('results', 1, FALSE, `${CLIENT.tenant}/results`),
  attach('foreign', 2, TRUE, 'other/requests'),
  described(0x13, uint(0), uint(100), uint(0), uint(100), uint(0), uint(0), uint(32)),
  transfer(1, 0, MESSAGE),
  described(0x15, TRUE, uint(0), uint(9), TRUE, described(0x24)),
  described(0x16, uint(0), TRUE),
  described(0x17),
]

const MESSAGES = [
  MESSAGE,
  encodeMessage({ body: Buffer.alloc(300), ttlMs: 1, subject: 'tenant' }),
  Buffer.concat([
    described(0x70, TRUE, Buffer.from([0x50, 4]), uint(9), NULL, uint(1)),
    described(0x73, string('id'), NULL, string('to'), string('subject')),
    Buffer.from([0, 0x53, 0x75, 0xa0, 1, 0]),
  ]),
]

/** The relay reads a message's header and sends the rest on as it came. */
function read(bytes: Buffer): void {
  const header = readHeader(bytes)
  const sentOn = readHeader(withHeader(bytes, header, { ttlMs: 1, deliveryCount: 1 }))
  if (sentOn.ttlMs !== 1) throw new Error('a header that was replaced says something else')
}

/** AMQP at the relay: message headers in process, messages, frames and what is none over sockets. */
export const amqpEdge: FuzzEdge = {
  corpus: [...MESSAGES, ...PERFORMATIVES],
  decode: (bytes) => verdictOf(() => read(bytes), [MalformedHeader]),
  wires: amqpWires({ messages: MESSAGES, performatives: PERFORMATIVES }),
}
