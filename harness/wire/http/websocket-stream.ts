import { type AmqpStream, type AmqpStreamOptions, createAmqpStream } from '../amqp/amqp-stream.ts'
import { AmqpError } from '../amqp/amqp-types.ts'
import { type Direction, perDirection } from '../direction.ts'
import { createHeadReader, switchesProtocols, withoutHeader } from './http-head.ts'
import {
  createWebSocketReader,
  encodeFrame,
  OPCODES,
  type WebSocketFrame,
} from './websocket-frames.ts'

/** Kept from the server, so that it compresses nothing. */
const EXTENSIONS = 'Sec-WebSocket-Extensions'

const KEEP_ALIVES: ReadonlyMap<number, 'ping' | 'pong'> = new Map([
  [OPCODES.ping, 'ping'],
  [OPCODES.pong, 'pong'],
] as const)
const DATA: ReadonlySet<number> = new Set([OPCODES.binary, OPCODES.continuation])

/**
 * AMQP in a WebSocket, after its handshake. What the AMQP inside lets pass goes on in frames of this
 * tap's own, whole and masked as the direction asks; pings, pongs and the close go on as they come.
 */
export function createWebSocketStream(options: AmqpStreamOptions): AmqpStream {
  const { watch, forward } = options
  const send = (direction: Direction, frame: WebSocketFrame) =>
    forward(direction, encodeFrame(frame, direction === 'outbound'))
  const amqp = createAmqpStream({
    ...options,
    forward: (direction, payload) => send(direction, { opcode: OPCODES.binary, payload }),
  })

  const onFrame = (direction: Direction, frame: WebSocketFrame) => {
    const { opcode, payload } = frame
    if (opcode === OPCODES.text) throw new AmqpError('text in a WebSocket; AMQP is binary')
    if (DATA.has(opcode)) {
      amqp.push(direction, payload)
      return
    }
    const kind = KEEP_ALIVES.get(opcode)
    if (kind !== undefined) watch.frames.add(direction, kind)
    send(direction, frame)
  }

  const readers = perDirection(createWebSocketReader)
  const frames = (direction: Direction) => (chunk: Buffer) =>
    readers[direction].push(chunk, (frame) => onFrame(direction, frame))
  const asItIs = (direction: Direction) => (chunk: Buffer) => forward(direction, chunk)
  const heads = perDirection(createHeadReader)
  const takes: Record<Direction, (chunk: Buffer) => void> = {
    outbound: (chunk) => takeHead('outbound', chunk),
    inbound: (chunk) => takeHead('inbound', chunk),
  }

  function takeHead(direction: Direction, chunk: Buffer) {
    const head = heads[direction].push(chunk)
    if (head === null) return
    if (direction === 'inbound' && !switchesProtocols(head.text)) {
      // The server's refusal, with its body: nothing of a WebSocket follows.
      takes.inbound = asItIs('inbound')
      takes.outbound = asItIs('outbound')
    } else {
      takes[direction] = frames(direction)
    }
    forward(direction, Buffer.from(withoutHeader(head.text, EXTENSIONS), 'latin1'))
    if (head.rest.length > 0) takes[direction](head.rest)
  }

  return {
    push: (direction, chunk) => takes[direction](chunk),
    close: amqp.close,
  }
}
