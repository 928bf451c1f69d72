import { readFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { makeCertificate } from '../fuzz/certificate.ts'
import { createDeferred, type Deferred } from '../protocol/deferred.ts'
import { connectRelay } from '../protocol/relay-connection.ts'
import { SERVERNAME, startTestRelay } from '../relay/testing/test-relay.ts'
import type { HotPath } from './hot-path.ts'

const BODY_BYTES = 330
const TTL_MS = 180_000
const NETWORK = { idleTimeoutMs: 60_000, reconnectInitialMs: 100, reconnectMaxMs: 1_000 }
const CREDIT = 10

/** Over TLS on loopback; relay, sender and receiver share one thread, so nothing overlaps. */
export const relayHopPath: HotPath = {
  title: 'a message through the relay, one after the other',
  async open(folder) {
    const relay = await startTestRelay(() => makeCertificate(folder, SERVERNAME))
    const { portal, agent } = await relay.tenant('t')
    const { host, port, servername, caFile } = relay.edge
    const reach = { host, port, servername, ca: await readFile(caFile), network: NETWORK }
    const cloud = connectRelay({ ...reach, ...portal })
    const premises = connectRelay({ ...reach, ...agent })
    let arrival: Deferred<void> | undefined
    const requests = premises.openReceiver({
      address: 't/requests',
      credit: CREDIT,
      onMessage(_body, delivery) {
        delivery.accept()
        arrival?.resolve()
      },
    })
    const sender = cloud.openSender({ address: 't/requests', preSettled: false })
    await Promise.all([requests.ready(), sender.ready()])
    const body = randomBytes(BODY_BYTES)
    return {
      async run() {
        const arriving = createDeferred()
        arrival = arriving
        const outcome = await sender.send(body, { ttlMs: TTL_MS })
        if (outcome !== 'accepted') throw new Error(`the relay answered: ${outcome}`)
        await arriving.promise
      },
      async close() {
        await Promise.all([cloud.close(), premises.close()])
        await relay.stop()
      },
    }
  },
}
