import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:tls'
import type { Controller } from './entries/configuration-partition.ts'
import { serveConnection } from './connection.ts'
import type { Service } from './service.ts'

const HANDSHAKE_TIMEOUT_MS = 10_000
/** How long a connection may take to hear the last answer when the directory stops. */
const GOODBYE_MS = 2_000

interface Address {
  readonly host: string
  readonly port: number
}

export interface ListenerOptions {
  readonly cert: Buffer
  readonly key: Buffer
  /** Port 0: the OS chooses. */
  readonly at: Address
  readonly controller: Controller
  readonly service: Service
}

/** The open TLS port of one controller. */
export interface Listener {
  readonly address: Address
  /** Takes no more connections, and ends those there are. Call when no operation is in progress. */
  close(): Promise<void>
}

/** Opens a controller's LDAPS port. Rejects with the system's error, such as EADDRINUSE. */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const { cert, key, at, controller, service } = options
  const server = createServer({
    cert,
    key,
    minVersion: 'TLSv1.2',
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    socket.setNoDelay(true)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  })
  server.on('secureConnection', (socket) => serveConnection(socket, service, controller))
  // A failed handshake ends its own connection.
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  const address = await new Promise<Address>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at, () => {
      server.off('error', reject)
      const bound: AddressInfo | string | null = server.address()
      if (bound === null || typeof bound === 'string') reject(new Error('no TCP address'))
      else resolve({ host: bound.address, port: bound.port })
    })
  })
  server.on('error', (error) => process.stderr.write(`directory: ${error.message}\n`))
  return {
    address,
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
      for (const socket of sockets) socket.end()
      const impatience = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, GOODBYE_MS)
      await closed
      clearTimeout(impatience)
    },
  }
}
