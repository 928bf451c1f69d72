import { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { relayConfigSchema, relaySecretsSchema } from '../../../harness/contract/role-config.ts'
import { NO_FAULTS } from '../../faults.ts'
import { guardRhea } from '../../protocol/guard-rhea.ts'
import { openConnection } from '../../relay/connection.ts'
import { createTenants } from '../../relay/tenants.ts'
import { CLIENT, CLIENT_PORTAL, MANAGER, verifierOf } from '../identities.ts'

/** No time passes: what waits for a time to live, or for an answer, waits. */
const STILL = { now: () => 0, setTimeout: () => ({ cancel: () => undefined }) }
const config = relayConfigSchema.parse({})
const secrets = relaySecretsSchema.parse({ managementVerifier: verifierOf(MANAGER) })
const credentials = { agent: verifierOf(CLIENT), portal: verifierOf(CLIENT_PORTAL) }

function newTenants() {
  const tenants = createTenants({ config, secrets, clock: STILL, faults: NO_FAULTS })
  tenants.create(CLIENT.tenant, credentials)
  return tenants
}

/** What the relay did with bytes on a connection of its own. */
export interface Treatment {
  /** The relay ended the connection. */
  readonly ended: boolean
  /** Messages that stood in line afterwards. */
  readonly enqueued: number
  readonly answer: Buffer
}

/**
 * Bytes through a whole connection of the relay, rhea and all, without a socket; a relay of its own for
 * each, so that an input shows the same again. Rejects with what the relay threw.
 */
export async function treat(parts: readonly Buffer[]): Promise<Treatment> {
  guardRhea()
  const tenants = newTenants()
  const said: Buffer[] = []
  const socket = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      said.push(chunk)
      done()
    },
  })
  socket.on('error', () => undefined)
  openConnection({
    socket,
    config,
    tenants,
    faults: NO_FAULTS,
    onClosed: () => undefined,
  })
  // As a stream would: but a throw reaches the caller, and not the process.
  for (const part of parts) {
    if (!socket.writableEnded && !socket.isPaused()) socket.emit('data', part)
    await setImmediate()
  }
  // What is due is written a turn later.
  await setImmediate()
  const ended = socket.writableEnded || socket.isPaused() || socket.destroyed
  socket.destroy()
  await setImmediate()
  const enqueued = tenants.read(CLIENT.tenant)?.results.enqueued ?? 0
  return { ended, enqueued, answer: Buffer.concat(said) }
}
