import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:tls'
import type { Edge } from '../../harness/contract/edge.ts'
import { TargetError } from '../../harness/target/errors.ts'

/**
 * One verified TLS handshake with the portal, for drivers that do not verify themselves. Answers the
 * protocol version; throws TargetError when the certificate or the connection is not good.
 */
export async function verifyTls(edge: Edge, timeoutMs: number): Promise<string> {
  const { host, port, servername, caFile } = edge
  const socket = connect({ host, port, servername, ca: readFileSync(caFile), timeout: timeoutMs })
  socket.on('timeout', () => socket.destroy(new Error(`no handshake within ${timeoutMs} ms`)))
  try {
    await once(socket, 'secureConnect')
    return socket.getProtocol() ?? 'unknown'
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const remedy = `check that its certificate is for ${servername} and signed by the run's authority`
    throw new TargetError('portal', `TLS is not verified: ${reason}`, remedy)
  } finally {
    socket.destroy()
  }
}
