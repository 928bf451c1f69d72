import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createServer } from 'node:tls'
import type { Faults } from '../faults.ts'
import { answerPlainText, OLD_TLS, PADDING_TLS } from './faulty-server.ts'

export interface TlsServerOptions {
  readonly cert: Buffer
  readonly key: Buffer
  readonly host: string
  /** Absent: the OS chooses. */
  readonly port: number | undefined
  readonly faults: Faults
  readonly onSocket: (socket: Socket) => void
}

export interface TlsServer {
  readonly port: number
  /** Takes nothing more; resolves when every socket is closed, at the latest after `graceMs`. */
  close(graceMs: number): Promise<void>
}

const HANDSHAKE_TIMEOUT_MS = 10_000

/** Listens with TLS 1.2 or later (PWB-SEC-3). Rejects with the node error, as EADDRINUSE. */
export async function listenTls(options: TlsServerOptions): Promise<TlsServer> {
  const { cert, key, host, port = 0, faults, onSocket } = options
  const open = new Set<Socket>()
  const server = createServer({
    cert,
    key,
    minVersion: 'TLSv1.2',
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    ...(faults.fires('relay-takes-old-tls') && OLD_TLS),
    ...(faults.fires('relay-pads-records') && PADDING_TLS),
  })
  server.on('connection', (socket) => {
    socket.setNoDelay(true)
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  server.on('secureConnection', onSocket)
  if (faults.fires('relay-answers-plain-text')) answerPlainText(server, onSocket)
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
