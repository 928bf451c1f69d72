import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'

export interface TlsServerOptions {
  readonly cert: Buffer
  readonly key: Buffer
  readonly host: string
  /** Absent: the OS chooses. */
  readonly port: number | undefined
  readonly onSocket: (socket: TLSSocket) => void
}

export interface TlsServer {
  readonly port: number
  /** Takes nothing more; resolves when every socket is closed, at the latest after `graceMs`. */
  close(graceMs: number): Promise<void>
}

const HANDSHAKE_TIMEOUT_MS = 10_000

/** Listens with TLS 1.2 or later (PWB-SEC-3). Rejects with the node error, as EADDRINUSE. */
export async function listenTls(options: TlsServerOptions): Promise<TlsServer> {
  const { cert, key, host, port = 0, onSocket } = options
  const open = new Set<Socket>()
  const server = createServer({
    cert,
    key,
    minVersion: 'TLSv1.2',
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  })
  server.on('connection', (socket) => {
    socket.setNoDelay(true)
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  server.on('secureConnection', onSocket)
  server.listen({ host, port })
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string')
    throw new Error('not listening on a TCP port')

  return {
    port: address.port,
    async close(graceMs) {
      const closed = new Promise((resolve) => server.close(resolve))
      const destroy = setTimeout(() => {
        for (const socket of open) socket.destroy()
      }, graceMs)
      await closed
      clearTimeout(destroy)
    },
  }
}
