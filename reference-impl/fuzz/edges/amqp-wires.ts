import { LIMITS } from '../../../harness/contract/limits.ts'
import { WEBSOCKET } from '../../protocol/websocket-stream.ts'
import type { Answer, Wire } from '../edge.ts'
import { CLIENT } from '../identities.ts'
import {
  AMQP_HEADER,
  attach,
  begin,
  CLOSE,
  countOf,
  FALSE,
  frame,
  open,
  sasl,
  transfer,
  TRUE,
} from './amqp-bytes.ts'

const IN = 0
/** The handle of the link that messages are sent on. */
export const OUT = 1
const BEGIN = 0x11
const DISPOSITION = 0x15
const CLOSED = 0x18

/** A connection of the agent's: what it takes from and what it sends on are attached. */
export const PRELUDE = Buffer.concat([
  AMQP_HEADER,
  frame(open()),
  frame(begin()),
  frame(attach('in', IN, TRUE, `${CLIENT.tenant}/requests`)),
  frame(attach('out', OUT, FALSE, `${CLIENT.tenant}/results`)),
])
/** A channel for each input's marker, out of the way of what the inputs name. */
const FIRST_MARKER = 1_000

/** Each input is followed by a begin, whose answer shows that the relay got so far. */
const markedFrames = (inputs: readonly Buffer[]): Buffer[] =>
  inputs.map((bytes, at) =>
    Buffer.concat([frame(bytes), frame(begin(), { channel: FIRST_MARKER + at })]),
  )

export const transfers = (inputs: readonly Buffer[]): Buffer[] =>
  inputs.map((message, at) => frame(transfer(OUT, at, message)))

export const isOver = (heard: Buffer) => countOf(CLOSED, heard) > 0

/** One begin is the prelude's. A connection that ended early did so because of the next input. */
const judgeMarkers = ({ bytes, ended }: Answer, inputs: readonly Buffer[]) => {
  const markers = Math.max(0, countOf(BEGIN, bytes) - 1)
  return Math.min(inputs.length, markers + (ended || isOver(bytes) ? 1 : 0))
}

/** Each transfer is settled or its connection ends; a range of them may be settled by one frame. */
export const judgeTransfers = ({ bytes }: Answer, inputs: readonly Buffer[]) => {
  if (countOf(DISPOSITION, bytes) === 0 && inputs.length > 0) return 0
  return isOver(bytes) ? inputs.length : 0
}

/** Broken framing: answered by a close with its reason, or the end. */
const judgeFraming = ({ bytes, ended }: Answer, inputs: readonly Buffer[]) =>
  ended || isOver(bytes) ? inputs.length : 0

/** Half of the credit that the relay gives at first. */
export const MESSAGES_AT_ONCE = 250

type Frames = (inputs: readonly Buffer[]) => Buffer[]
/** What follows the prelude, part by part: each is written once the one before was answered. */
type Parts = (inputs: readonly Buffer[], wrap: (frame: Buffer) => Buffer) => Buffer[]

const together =
  (frames: Frames): Parts =>
  (inputs, wrap) => [Buffer.concat([...frames(inputs), CLOSE].map((one) => wrap(one)))]

/** An input that ends the connection takes answers with it that are not written yet. */
const oneByOne =
  (frames: Frames): Parts =>
  (inputs, wrap) =>
    [...frames(inputs), CLOSE].map((one) => wrap(one))

/** A message, and what a transfer may add to it: a larger frame is refused before it is all there. */
const MOST_FRAME_BYTES = LIMITS.relayMessageBytes + 1_024

/** Whether the relay does not wait for more: the frame is all there, or too large, or shorter than its start. */
function isDecided(input: Buffer): boolean {
  if (input.length < 8) return false
  const sizeBytes = input.readUInt32BE(0)
  return sizeBytes <= input.length || sizeBytes > MOST_FRAME_BYTES
}

/** Mutated bytes where a frame should begin, and nothing after them: they would swallow it. */
const unframed: Parts = (inputs) => (inputs.length === 0 ? [CLOSE] : [...inputs])

const plain =
  (parts: Parts): Wire['write'] =>
  (inputs) => [sasl(CLIENT), PRELUDE, ...parts(inputs, (one) => one)]

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

const inWebSocket =
  (parts: Parts): Wire['write'] =>
  (inputs) => [
    UPGRADE,
    webSocketMessage(sasl(CLIENT)),
    webSocketMessage(PRELUDE),
    ...parts(inputs, webSocketMessage),
  ]

const wire = (
  write: Wire['write'],
  groupSize: number,
  judge: Wire['judge'],
  corpus?: readonly Buffer[],
): Wire => ({
  role: 'relay',
  groupSize,
  connections: groupSize === MESSAGES_AT_ONCE ? 16 : 128,
  takes: groupSize === 1 ? isDecided : () => true,
  halfCloses: groupSize === 1,
  write,
  isOver,
  judge,
  ...(corpus !== undefined && { corpus }),
})

/** Mutated WebSocket messages with valid frames in them. */
const webSocketFraming = (frames: readonly Buffer[]): Wire => ({
  ...wire(
    inWebSocket(unframed),
    1,
    judgeFraming,
    frames.map((one) => webSocketMessage(one)),
  ),
  takes: () => true,
  write: (inputs) => [
    UPGRADE,
    webSocketMessage(sasl(CLIENT)),
    webSocketMessage(PRELUDE),
    inputs.length === 0 ? webSocketMessage(CLOSE) : Buffer.concat(inputs),
  ],
})

export interface AmqpCorpus {
  readonly messages: readonly Buffer[]
  readonly performatives: readonly Buffer[]
}

/** Messages, many a connection; performatives, some; and what is no frame, one. Plain and in WebSocket. */
export function amqpWires({ messages, performatives }: AmqpCorpus) {
  const frames = performatives.map((body) => frame(body))
  return {
    amqp: wire(plain(together(transfers)), MESSAGES_AT_ONCE, judgeTransfers, messages),
    'amqp-frames': wire(plain(oneByOne(markedFrames)), 8, judgeMarkers, performatives),
    'amqp-framing': wire(plain(unframed), 1, judgeFraming, frames),
    'amqp-websocket': wire(
      inWebSocket(together(transfers)),
      MESSAGES_AT_ONCE,
      judgeTransfers,
      messages,
    ),
    'amqp-websocket-frames': wire(
      inWebSocket(oneByOne(markedFrames)),
      8,
      judgeMarkers,
      performatives,
    ),
    'amqp-websocket-framing': webSocketFraming(frames),
  }
}
