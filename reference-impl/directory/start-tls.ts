import type { Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'

const HANDSHAKE_TIMEOUT_MS = 10_000

/**
 * Sends `lastClearBytes` and begins TLS on the same connection. Undefined: bytes came before they could
 * be protected, so the connection is destroyed, for nobody can say who sent them.
 */
export async function beginTls(
  socket: Socket,
  secureContext: SecureContext,
  lastClearBytes: Buffer,
): Promise<TLSSocket | undefined> {
  await new Promise<void>((resolve) => {
    socket.write(lastClearBytes, () => resolve())
  })
  if (socket.destroyed || socket.readableLength > 0) {
    socket.destroy()
    return undefined
  }
  const secured = new TLSSocket(socket, { isServer: true, secureContext })
  const impatience = setTimeout(() => socket.destroy(), HANDSHAKE_TIMEOUT_MS)
  const patient = () => clearTimeout(impatience)
  secured.once('secure', patient)
  secured.once('close', patient)
  return secured
}
