import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:tls'
import type { Edge } from '../../contract/edge.ts'
import type { Stage } from '../../target/stage.ts'
import type { Recording } from '../run/run-judging.ts'

const TIMEOUT_MS = 5_000

/**
 * The key exchange group that a TLS handshake with this part takes: a release of Node that prefers
 * another one changes the bytes of every connection. Undefined when it cannot be told.
 */
async function readTlsGroup(edge: Edge): Promise<string | undefined> {
  const { host, port, servername, caFile } = edge
  const socket = connect({ host, port, servername, ca: await readFile(caFile) })
  socket.setNoDelay(true)
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(TIMEOUT_MS) })
    const info = socket.getEphemeralKeyInfo()
    return info !== null && 'name' in info && typeof info.name === 'string' ? info.name : undefined
  } catch {
    return undefined
  } finally {
    socket.destroy()
  }
}

/** Puts the group of the portal's handshakes into the record. */
export async function noteTlsGroup(record: Recording, stage: Stage): Promise<void> {
  const tlsGroup = await readTlsGroup(stage.system.edges.portal)
  if (tlsGroup !== undefined) record.value.environment.tlsGroup = tlsGroup
}
