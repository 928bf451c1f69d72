import { encodeMessage } from '../../protocol/amqp-message.ts'
import { WEBSOCKET } from '../../protocol/websocket-stream.ts'
import { MalformedHeader, readHeader, withHeader } from '../../relay/message-header.ts'
import { type FuzzEdge, verdictOf, type Wire } from '../edge.ts'
import { CLIENT } from '../roles.ts'

const NULL = Buffer.from([0x40])
const string = (value: string) => Buffer.from([0xa1, value.length, ...Buffer.from(value)])
const symbol = (value: string) => Buffer.from([0xa3, value.length, ...Buffer.from(value)])
const binary = (value: Buffer) => Buffer.from([0xa0, value.length, ...value])
const uint = (value: number) => Buffer.from([0x52, value])

/** A described list32: a performative, or what stands in one. */
function described(code: number, ...fields: readonly Buffer[]): Buffer {
  const content = Buffer.concat(fields)
  const start = Buffer.from([0x00, 0x53, code, 0xd0, 0, 0, 0, 0, 0, 0, 0, fields.length])
  start.writeUInt32BE(content.length + 4, 4)
  return Buffer.concat([start, content])
}

function frame(body: Buffer, { type = 0, channel = 0 } = {}): Buffer {
  const start = Buffer.from([0, 0, 0, 0, 2, type, channel >> 8, channel & 0xff])
  start.writeUInt32BE(body.length + 8, 0)
  return Buffer.concat([start, body])
}

const begin = (channel: number) =>
  frame(described(0x11, NULL, uint(0), uint(100), uint(100)), { channel })
const attach = (name: string, handle: number, role: number, address: string) =>
  described(
    0x12,
    string(name),
    uint(handle),
    Buffer.from([role]),
    NULL,
    NULL,
    described(0x28, string(address)),
    described(0x29, string(address)),
    NULL,
    NULL,
    uint(0),
  )
const MESSAGE = encodeMessage({ body: Buffer.alloc(58, 9), ttlMs: 1_000 })
const transfer = Buffer.concat([
  described(0x14, uint(1), uint(0), binary(Buffer.from([1])), uint(0), Buffer.from([0x41])),
  MESSAGE,
])

const SENDER = 0x42
const RECEIVER = 0x41

/** Without their frames' headers. */
const PERFORMATIVES = [
  described(0x10, string('someone')),
  described(0x11, NULL, uint(0), uint(100), uint(100)),
  attach('requests', 0, RECEIVER, `${CLIENT.tenant}/requests`),
  attach('results', 1, SENDER, `${CLIENT.tenant}/results`),
  attach('foreign', 2, RECEIVER, 'other/requests'),
  described(0x13, uint(0), uint(100), uint(0), uint(100), uint(0), uint(0), uint(32)),
  transfer,
  described(0x15, Buffer.from([0x41]), uint(0), uint(9), Buffer.from([0x41]), described(0x24)),
  described(0x16, uint(0), Buffer.from([0x41])),
  described(0x17),
]

const MESSAGES = [
  MESSAGE,
  encodeMessage({ body: Buffer.alloc(300), ttlMs: 1, subject: 'tenant' }),
  Buffer.concat([
    described(0x70, Buffer.from([0x41]), Buffer.from([0x50, 4]), uint(9), NULL, uint(1)),
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

const SASL_HEADER = Buffer.from('AMQP\x03\x01\x00\x00', 'latin1')
const AMQP_HEADER = Buffer.from('AMQP\x00\x01\x00\x00', 'latin1')
const LOGIN = binary(Buffer.from(`\0${CLIENT.username}\0${CLIENT.password}`))
const SASL = Buffer.concat([
  SASL_HEADER,
  frame(described(0x41, symbol('PLAIN'), LOGIN), { type: 1 }),
])
const PRELUDE = Buffer.concat([
  AMQP_HEADER,
  frame(described(0x10, string('someone'))),
  begin(0),
  frame(attach('in', 0, RECEIVER, `${CLIENT.tenant}/requests`)),
  frame(attach('out', 1, SENDER, `${CLIENT.tenant}/results`)),
])
const CLOSE = frame(described(0x18))
/** A channel for each input's marker, out of the way of what the inputs name. */
const FIRST_MARKER = 1_000

/** Each input is followed by a begin, whose answer shows that the relay got so far. */
const framesOf = (inputs: readonly Buffer[]): Buffer[] =>
  inputs.flatMap((bytes, at) => [frame(bytes), begin(FIRST_MARKER + at)])

/** A begin as rhea writes it: a described list on a frame of its own. */
const BEGIN = Buffer.from([0x00, 0x53, 0x11])

function beginsIn(answer: Buffer): number {
  let count = 0
  for (let at = answer.indexOf(BEGIN); at >= 0; at = answer.indexOf(BEGIN, at + 1)) count++
  return count
}

const judge: Wire['judge'] = (answer, inputs) =>
  Math.min(inputs.length, Math.max(0, beginsIn(answer) - 1) + 1)

/** A masked binary WebSocket message; a mask of zeros leaves the bytes as they are. */
function webSocketMessage(bytes: Buffer): Buffer {
  const start = Buffer.from([0x82, 0x80 | 126, bytes.length >> 8, bytes.length & 0xff, 0, 0, 0, 0])
  return Buffer.concat([start, bytes])
}

const UPGRADE = Buffer.from(
  [
    `GET ${WEBSOCKET.path} HTTP/1.1`,
    'Host: relay',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    `Sec-WebSocket-Protocol: ${WEBSOCKET.subprotocols[0]}`,
    '\r\n',
  ].join('\r\n'),
)

/** AMQP at the relay: message headers in process, frames over sockets. */
export const amqpEdge: FuzzEdge = {
  corpus: [...MESSAGES, ...PERFORMATIVES],
  decode: (bytes) => verdictOf(() => read(bytes), [MalformedHeader]),
  wires: {
    amqp: {
      role: 'relay',
      groupSize: 8,
      ends: () => false,
      write: (inputs) => [SASL, Buffer.concat([PRELUDE, ...framesOf(inputs), CLOSE])],
      judge,
    },
    'amqp-websocket': {
      role: 'relay',
      groupSize: 8,
      ends: () => false,
      write: (inputs) => [
        UPGRADE,
        webSocketMessage(SASL),
        Buffer.concat([PRELUDE, ...framesOf(inputs), CLOSE].map((part) => webSocketMessage(part))),
      ],
      judge,
    },
  },
}
