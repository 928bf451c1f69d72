import { encodeMessage } from '../../protocol/amqp-message.ts'
import { MalformedHeader, readHeader, withHeader } from '../../relay/message-header.ts'
import { choices } from '../choice.ts'
import { type FuzzEdge, type Verdict, verdictOf } from '../edge.ts'
import { CLIENT } from '../identities.ts'
import {
  attach,
  begin,
  described,
  FALSE,
  frame,
  NULL,
  open,
  sasl,
  string,
  transfer,
  TRUE,
  uint,
} from './amqp-bytes.ts'
import { amqpWires, OUT, PRELUDE } from './amqp-wires.ts'
import { treat } from './relay-connection.ts'

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
function readMessage(bytes: Buffer): void {
  const header = readHeader(bytes)
  const sentOn = readHeader(withHeader(bytes, header, { ttlMs: 1, deliveryCount: 1 }))
  if (sentOn.ttlMs !== 1) throw new Error('a header that was replaced says something else')
}

const DESCRIBED = Buffer.from([0x00, 0x53])
/** Codes of performatives, from open to close. */
const isPerformative = (bytes: Buffer) =>
  bytes.subarray(0, 2).equals(DESCRIBED) && ((bytes[2] ?? 0) & 0xf8) === 0x10

/** A performative in a frame, anything else as a message. */
const framed = (input: Buffer) => frame(isPerformative(input) ? input : transfer(OUT, 0, input))

/** A connection costs a hundred times what a message does: so many inputs get none. */
const ONE_IN_TREATED = 8
/** Of those that get one. */
const ONE_IN_UNFRAMED = 8

/** Whether the message can be read, and, of those that get a connection, whether their frame leaves it open. */
function read(input: Buffer): Verdict | Promise<Verdict> {
  const choose = choices(input)
  const verdict = verdictOf(() => readMessage(input), [MalformedHeader])
  if (choose(ONE_IN_TREATED) > 0) return verdict
  const isFramed = choose(ONE_IN_UNFRAMED) > 0
  const bytes = isFramed ? framed(input) : input
  return treat([sasl(CLIENT), PRELUDE, bytes]).then(({ ended, enqueued }) => {
    if (verdict === 'refused' && enqueued > 0) throw new Error('a message that is none is kept')
    return ended && isFramed ? 'refused' : verdict
  })
}

/** AMQP at the relay: in process messages, and connections of rhea; messages, frames and what is none over sockets. */
export const amqpEdge: FuzzEdge = {
  corpus: [...MESSAGES, ...PERFORMATIVES],
  decode: read,
  wires: amqpWires({ messages: MESSAGES, performatives: PERFORMATIVES }),
}
