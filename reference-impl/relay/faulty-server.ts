import type { Socket } from 'node:net'
import type { Server } from 'node:tls'

/** What the fault of taking versions before TLS 1.2 sets; their algorithms need the lowest level. */
export const OLD_TLS = { minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const

/** CBC: a record's length is that of its blocks. */
export const PADDING_TLS = {
  maxVersion: 'TLSv1.2',
  ciphers: 'ECDHE-ECDSA-AES128-SHA256',
} as const

const TLS_HANDSHAKE = 0x16

/** The fault of answering plain text on the port of TLS: what is no handshake goes straight through. */
export function answerPlainText(server: Server, onSocket: (socket: Socket) => void): void {
  const secure = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    socket.once('readable', () => {
      const first: unknown = socket.read()
      if (!Buffer.isBuffer(first)) return
      socket.unshift(first)
      // `readable` comes again only to those who ask in a later turn.
      if (first[0] !== TLS_HANDSHAKE) setImmediate(onSocket, socket)
      else for (const listener of secure) Reflect.apply(listener, server, [socket])
    })
  })
}
