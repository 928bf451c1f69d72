import type { Duplex } from 'node:stream'
import { guardRhea } from '../protocol/guard-rhea.ts'
import { BadStart, type StartRole } from '../role.ts'
import { openConnection } from './connection.ts'
import { REFUSALS } from './refusals.ts'
import { listenTls } from './server.ts'
import { readSettings } from './settings.ts'
import { tellApart } from './tell-apart.ts'
import { type ClientConnection, createTenants, type Tenants } from './tenants.ts'
import { createWebSockets } from './web-sockets.ts'

const GOODBYE_MS = 1_000
const FIRST_BYTES_WITHIN_MS = 10_000

/**
 * The relay: an AMQP 1.0 broker over TLS, in WebSocket or not, with a pair of queues per tenant, which holds requests
 * while the agent is away and expires them on the role's clock (PWB-TTL-1). It keeps verifiers, never
 * secrets (PWB-SEC-11), and nothing on disk.
 * Rejects with BadStart, or with the node error when it cannot listen.
 */
export const startRelay: StartRole = async ({ start, clock, faults }) => {
  const { config, secrets, cert, key } = readSettings(start)
  guardRhea()
  const tenants = createTenants({ config, secrets, clock, faults })
  for (const [name, credentials] of Object.entries(secrets.tenants)) {
    const problem = tenants.create(name, credentials)
    if (problem !== undefined) throw new BadStart(`the relay's tenant ${name}: ${problem}`)
  }
  const connections = new Set<ClientConnection>()
  const open = (socket: Duplex) => {
    const onClosed = (connection: ClientConnection) => connections.delete(connection)
    connections.add(openConnection({ socket, config, tenants, faults, onClosed }))
  }
  const webSockets = createWebSockets(open)
  const { host, port } = start.listen
  const server = await listenTls({
    cert,
    key,
    host,
    port,
    faults,
    onSocket: (socket) =>
      tellApart(socket, {
        withinMs: FIRST_BYTES_WITHIN_MS,
        onAmqp: open,
        onHttp: webSockets.take,
      }),
  })

  return {
    listening: { amqps: { host, port: server.port } },
    logs: {},
    // A case leaves nothing here: its waiting messages end by their own time to live.
    reset: () => Promise.resolve(),
    async drain() {
      await tenants.inProgress.none()
      return totalsOf(tenants)
    },
    async stop() {
      for (const connection of connections) connection.close(REFUSALS.stopping)
      await server.close(GOODBYE_MS)
      tenants.clear()
    },
  }
}

/** `relay.<queue>.<counter>`, summed over the tenants there are. */
function totalsOf(tenants: Tenants): Record<string, number> {
  const totals: Record<string, number> = {}
  for (const { requests, results } of tenants.all()) {
    for (const [queue, { counters }] of Object.entries({ requests, results })) {
      for (const [counter, value] of Object.entries(counters)) {
        const name = `relay.${queue}.${counter}`
        totals[name] = (totals[name] ?? 0) + value
      }
    }
  }
  return totals
}
