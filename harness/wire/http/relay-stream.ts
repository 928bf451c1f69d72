import { type AmqpStream, type AmqpStreamOptions, createAmqpStream } from '../amqp/amqp-stream.ts'
import { createWebSocketStream } from './websocket-stream.ts'

/** "G" of "GET ": the client speaks first, in AMQP and in HTTP. */
const GET = 0x47

/** AMQP as it is, or inside WebSocket: the connection's first byte tells which (PWB-NET-6). */
export function createRelayStream(
  options: AmqpStreamOptions,
  onTransport: (transport: 'amqp' | 'websocket') => void = () => undefined,
): AmqpStream {
  let stream: AmqpStream | undefined
  const begin = (upgrades: boolean) => {
    onTransport(upgrades ? 'websocket' : 'amqp')
    return upgrades ? createWebSocketStream(options) : createAmqpStream(options)
  }
  return {
    push(direction, chunk) {
      stream ??= begin(chunk[0] === GET)
      stream.push(direction, chunk)
    },
    close: () => stream?.close(),
  }
}
