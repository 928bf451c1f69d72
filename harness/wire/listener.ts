import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { TappedConnection } from './link.ts'

/** The tap's own door: accepts, refuses, cuts. */
export interface Listener {
  readonly port: number
  connections(): { readonly connections: number; readonly open: number }
  /** New connections are reset at once, until the returned function is called. */
  refuse(): () => void
  /** When that happened; milliseconds of the monotonic clock. */
  refusals(): readonly number[]
  /** Resets all connections. */
  cut(): void
  close(): Promise<void>
}

export type Forward = (id: number, client: Socket, onClosed: () => void) => TappedConnection

export interface ListenerOptions {
  readonly host: string
  readonly forward: Forward
  readonly onOpened: (connection: TappedConnection) => void
  readonly onClosed: (connection: TappedConnection) => void
}

/** Listens on a port that the operating system picks. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const { host, forward, onOpened, onClosed } = options
  const connections = new Set<TappedConnection>()
  const refusals = new Set<symbol>()
  const refusedAt: number[] = []
  let accepted = 0

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (refusals.size > 0) {
      refusedAt.push(performance.now())
      client.on('error', () => undefined)
      client.resetAndDestroy()
      return
    }
    const connection: TappedConnection = forward(++accepted, client, () => {
      connections.delete(connection)
      onClosed(connection)
    })
    connections.add(connection)
    onOpened(connection)
  })
  server.listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') {
    throw new Error(`the tap listens on ${String(address)}; a TCP address is needed`)
  }

  const cut = () => {
    for (const connection of connections) connection.destroy()
  }
  return {
    port: address.port,
    connections: () => ({ connections: accepted, open: connections.size }),
    refuse() {
      const key = Symbol('refusal')
      refusals.add(key)
      return () => void refusals.delete(key)
    },
    refusals: () => refusedAt,
    cut,
    async close() {
      const closed = once(server, 'close')
      server.close()
      cut()
      await closed
    },
  }
}
