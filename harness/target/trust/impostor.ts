import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Identity } from './pki.ts'

/** A server that is not who it says: takes connections in a part's place and counts what it is trusted with. */
export interface Impostor {
  readonly port: number
  /** Connections that came. */
  asked(): number
  /** Bytes that clients sent to it as to the one they took it for: behind the handshake, or in the clear. */
  trustedBytes(): number
  close(): Promise<void>
}

/** A TLS record of the handshake: the first byte of whoever insists on TLS. */
const HANDSHAKE = 0x16

async function serve(server: Server, counts: { asked: number; trustedBytes: number }) {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    counts.asked++
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP port')
  return {
    port: address.port,
    asked: () => counts.asked,
    trustedBytes: () => counts.trustedBytes,
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** With a certificate of its own. */
export function openTlsImpostor({ certFile, keyFile }: Identity): Promise<Impostor> {
  const counts = { asked: 0, trustedBytes: 0 }
  const server = createTlsServer(
    {
      cert: readFileSync(certFile),
      key: readFileSync(keyFile),
      ALPNProtocols: ['http/1.1', 'amqp'],
    },
    (socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (chunk: Buffer) => {
        counts.trustedBytes += chunk.length
      })
    },
  )
  server.on('tlsClientError', () => undefined)
  return serve(server, counts)
}

/** Without TLS. */
export function openPlainImpostor(): Promise<Impostor> {
  const counts = { asked: 0, trustedBytes: 0 }
  const server = createTcpServer((socket) => {
    let secured: boolean | undefined
    socket.on('data', (chunk: Buffer) => {
      secured ??= chunk[0] === HANDSHAKE
      if (!secured) counts.trustedBytes += chunk.length
    })
  })
  return serve(server, counts)
}
