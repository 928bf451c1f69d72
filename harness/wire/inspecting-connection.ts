import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, type SecureContext, TLSSocket } from 'node:tls'
import type { AmqpStream } from './amqp/amqp-stream.ts'
import { AmqpError } from './amqp/amqp-types.ts'
import { createCiphertextStream } from './tls/ciphertext-stream.ts'
import { type ClientSide, createClientSide } from './client-side.ts'
import type { Direction, PerDirection } from './direction.ts'
import type { Link, TappedConnection } from './link.ts'
import type { ClientHello } from './tls/tls-hello.ts'

/** What an inspecting tap has besides its link. */
export interface Inspection {
  /** With the certificate that clients verify. */
  readonly serverContext: SecureContext
  /** With the authority that the server is verified by. */
  readonly clientContext: SecureContext
  /** What looks at a connection's plaintext and forwards it; null: it is forwarded as it is. */
  readonly understand: (
    connection: number,
    forward: (direction: Direction, bytes: Buffer) => void,
  ) => AmqpStream | null
}

/** Forwards plaintext in the order it comes; a full sink pauses its source. */
function pipe(from: TLSSocket, to: TLSSocket, forward: (chunk: Buffer) => void) {
  from.on('data', (chunk: Buffer) => {
    forward(chunk)
    if (to.writableNeedDrain) from.pause()
  })
  to.on('drain', () => from.resume())
  from.once('end', () => to.end())
}

/** Ends TLS on both sides. The server is spoken to first, so that the client is offered what it chose. */
export function forwardInspecting(
  id: number,
  client: Socket,
  link: Link,
  inspection: Inspection,
  onClosed: () => void,
): TappedConnection {
  const sockets = new Set<Socket>([client])
  let stream: AmqpStream | null = null
  let accepted = false
  let destroyed = false

  const ciphertext = createCiphertextStream({
    onCiphertext: (chunk) => side.push(chunk),
    onEnd: () => side.end(),
    onReady: () => side.farReady(),
  })
  const side: ClientSide = createClientSide({
    socket: client,
    link,
    far: ciphertext,
    onClientHello: (hello) => (hello === null ? destroy() : connectUpstream(hello)),
  })

  const destroy = () => {
    if (destroyed) return
    destroyed = true
    side.close()
    stream?.close()
    ciphertext.stream.destroy()
    for (const socket of sockets) {
      if (socket instanceof TLSSocket) socket.destroy()
      else socket.resetAndDestroy()
    }
  }

  const watchEnd = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', destroy)
    socket.once('close', () => {
      sockets.delete(socket)
      if (sockets.size > 0) return
      stream?.close()
      onClosed()
    })
  }

  const write = (to: TLSSocket, direction: Direction, bytes: Buffer) => {
    // Outbound bytes are counted when they come out of TLS, inbound ones when they go into it.
    if (direction === 'inbound') link.counters.inbound.inspectedPlaintextBytes += bytes.length
    to.write(bytes)
  }

  const inspect = (ends: PerDirection<TLSSocket>) => {
    const forward = (direction: Direction, bytes: Buffer) =>
      write(ends[direction], direction, bytes)
    stream = inspection.understand(id, forward)
    const take = (direction: Direction) => (chunk: Buffer) => {
      if (direction === 'outbound') {
        link.counters.outbound.inspectedPlaintextBytes += chunk.length
      }
      if (stream === null) forward(direction, chunk)
      else pushOrEnd(stream, direction, chunk)
    }
    pipe(ends.inbound, ends.outbound, take('outbound'))
    pipe(ends.outbound, ends.inbound, take('inbound'))
  }

  const pushOrEnd = (amqp: AmqpStream, direction: Direction, chunk: Buffer) => {
    try {
      amqp.push(direction, chunk)
    } catch (error) {
      if (!(error instanceof AmqpError)) throw error
      destroy()
    }
  }

  const acceptClient = (server: TLSSocket) => {
    accepted = true
    const chosen = server.alpnProtocol
    const toClient = new TLSSocket(ciphertext.stream, {
      isServer: true,
      secureContext: inspection.serverContext,
      ...(typeof chosen === 'string' && { ALPNProtocols: [chosen] }),
    })
    watchEnd(toClient)
    inspect({ outbound: server, inbound: toClient })
  }

  const connectUpstream = ({ applicationProtocols }: ClientHello) => {
    const { host, port, servername } = link.upstream
    const socket = connectTcp({ host, port, allowHalfOpen: true, noDelay: true })
    const server = connectTls({
      socket,
      servername,
      secureContext: inspection.clientContext,
      ...(applicationProtocols.length > 0 && { ALPNProtocols: [...applicationProtocols] }),
    })
    watchEnd(socket)
    server.once('secureConnect', () => acceptClient(server))
    watchEnd(server)
  }

  watchEnd(client)
  // Nobody reads the client's bytes before the server has answered: an end that early ends everything.
  client.once('end', () => accepted || destroy())
  return {
    id,
    remotePort: client.remotePort ?? 0,
    segmentsModelled: () => side.segmentsModelled(),
    destroy,
  }
}
