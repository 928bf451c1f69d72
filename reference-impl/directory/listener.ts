import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net'
import { createServer as createTlsServer, createSecureContext } from 'node:tls'
import { type ConnectionOptions, serveConnection } from './connection.ts'

const HANDSHAKE_TIMEOUT_MS = 10_000
/** How long a connection may take to hear the last answer when the directory stops. */
const GOODBYE_MS = 2_000

interface Address {
  readonly host: string
  readonly port: number
}

/** PEM files of a certificate and its key. */
export interface ServerIdentity {
  readonly cert: Buffer
  readonly key: Buffer
}

/** `ldaps`: in TLS from the first byte. `ldap`: in the clear until StartTLS. */
export type ListenerProtocol = 'ldaps' | 'ldap'

export interface ListenerOptions
  extends Readonly<Required<Pick<ConnectionOptions, 'service' | 'controller'>>> {
  readonly protocol: ListenerProtocol
  readonly identity: ServerIdentity
  /** Port 0: the OS chooses. */
  readonly at: Address
}

/** An open port of one controller. */
export interface Listener {
  readonly address: Address
  /** Takes no more connections, and ends those there are. Call when no operation is in progress. */
  close(): Promise<void>
}

function createServer({ protocol, identity, service, controller }: ListenerOptions): Server {
  const security = { ...identity, minVersion: 'TLSv1.2' } as const
  if (protocol === 'ldap') {
    const startTls = createSecureContext(security)
    return createTcpServer((socket) => serveConnection(socket, { service, controller, startTls }))
  }
  const server = createTlsServer({ ...security, handshakeTimeout: HANDSHAKE_TIMEOUT_MS })
  server.on('secureConnection', (socket) => serveConnection(socket, { service, controller }))
  // A failed handshake ends its own connection.
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  return server
}

/** Opens a controller's port. Rejects with the system's error, such as EADDRINUSE. */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const server = createServer(options)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    socket.setNoDelay(true)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  })
  const address = await new Promise<Address>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.at, () => {
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
