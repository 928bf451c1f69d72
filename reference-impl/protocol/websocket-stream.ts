import type { Duplex } from 'node:stream'
import { createWebSocketStream, WebSocket } from 'ws'

/** AMQP over WebSocket as Azure Service Bus speaks it; `amqp` is the name that other brokers took. */
export const WEBSOCKET = {
  path: '/$servicebus/websocket',
  subprotocols: ['AMQPWSB10', 'amqp'],
  /** What one of our messages holds at most: a burst becomes several. */
  sentMessageBytes: 65_536,
  /** What a peer's message may hold: a larger one ends the connection. */
  takenMessageBytes: 262_144,
} as const

/** Of both ends, for `ws`. */
export const WEBSOCKET_OPTIONS = {
  perMessageDeflate: false,
  maxPayload: WEBSOCKET.takenMessageBytes,
  /** Real time that a peer has to answer the closing handshake, in milliseconds. */
  closeTimeout: 500,
} as const

const UNSUPPORTED_DATA = 1_003

/** Joins what was written in one turn into as few messages as its limit allows. */
function* messagesOf(chunks: readonly Buffer[]): Generator<Buffer> {
  let gathered: Buffer[] = []
  let sizeBytes = 0
  for (const chunk of chunks) {
    if (sizeBytes > 0 && sizeBytes + chunk.length > WEBSOCKET.sentMessageBytes) {
      yield Buffer.concat(gathered)
      gathered = []
      sizeBytes = 0
    }
    gathered.push(chunk)
    sizeBytes += chunk.length
  }
  if (sizeBytes > 0) yield Buffer.concat(gathered)
}

/**
 * A WebSocket as a stream of bytes. What is written while the stream is corked leaves as one message,
 * so that WebSocket costs a header per turn and not one per frame (PWB-BW-2). Text is refused.
 */
export function streamOf(socket: WebSocket): Duplex {
  socket.on('message', (_data, isBinary) => {
    if (!isBinary) socket.close(UNSUPPORTED_DATA)
  })
  return createWebSocketStream(socket, {
    writev(entries, callback) {
      const messages = [...messagesOf(entries.map(({ chunk }) => chunk))]
      const last = messages.pop()
      if (last === undefined || socket.readyState !== WebSocket.OPEN) {
        callback(new Error('the WebSocket is not open'))
        return
      }
      for (const message of messages) socket.send(message)
      socket.send(last, callback)
    },
  })
}
