import { connect, type TLSSocket } from 'node:tls'
import { Client } from 'ldapts'
import { createBindGate } from './bind-gate.ts'
import { requestFailure } from './directory-failure.ts'
import { chooseByTurn } from './line-of-turn.ts'

export interface DirectoryOptions {
  readonly host: string
  readonly port: number
  readonly servername: string
  /** PEM. */
  readonly ca: string | Buffer
  readonly user: string
  readonly password: string
  readonly connections: number
  readonly timeoutMs: number
  /** Milliseconds of the agent's clock. */
  readonly now: () => number
}

/** What is used of ldapts. */
export type DirectoryClient = Pick<Client, 'search' | 'searchPaginated' | 'modify'>

/** Where requests to a directory run, on a bound connection. */
export interface DirectoryAccess {
  /** Throws DirectoryError. */
  run<T>(work: (client: DirectoryClient) => Promise<T>): Promise<T>
}

/** A few bound LDAPS connections to one controller, each with several requests at a time. */
export interface DirectoryPool extends DirectoryAccess {
  close(): Promise<void>
}

/** For what may be asked twice: a connection that broke under a question is replaced, once. */
export async function readWith<T>(
  pool: DirectoryAccess,
  work: (client: DirectoryClient) => Promise<T>,
): Promise<T> {
  try {
    return await pool.run(work)
  } catch (error) {
    const { failure } = requestFailure(error)
    if (failure.kind !== 'lost' || failure.timedOut) throw error
    return pool.run(work)
  }
}

/** Firewalls between agent and controller forget idle flows, some after a minute, and tell nobody. */
const KEEP_ALIVE_AFTER_MS = 30_000

function connectAttentively(args: unknown[]): TLSSocket {
  const socket: TLSSocket = Reflect.apply(connect, undefined, args)
  return socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_AFTER_MS)
}

interface PoolLine {
  readonly client: Client
  socket: TLSSocket | undefined
  /** One bind for all who wait: ldapts would open a connection for each. */
  binding: Promise<void> | undefined
  inFlight: number
}

export function createDirectoryPool(options: DirectoryOptions): DirectoryPool {
  const { host, port, servername, ca, user, password, timeoutMs, now } = options
  const gate = createBindGate(now)
  const openLine = (): PoolLine => {
    const createSecureConnection = (...args: unknown[]) => {
      line.socket = connectAttentively(args)
      return line.socket
    }
    const client = new Client({
      url: `ldaps://${host}:${port}`,
      timeout: timeoutMs,
      connectTimeout: timeoutMs,
      tlsOptions: { ca, servername, minVersion: 'TLSv1.2' },
      createSecureConnection,
      // For a connection lost between the look at it and its use: never unauthenticated.
      autoRebind: true,
    })
    const line: PoolLine = { client, socket: undefined, binding: undefined, inFlight: 0 }
    return line
  }
  const others = Array.from({ length: options.connections - 1 }, openLine)
  const lines: [PoolLine, ...PoolLine[]] = [openLine(), ...others]

  const bind = (line: PoolLine) => {
    line.binding ??= line.client.bind(user, password).finally(() => {
      line.binding = undefined
    })
    return line.binding
  }

  const choose = chooseByTurn(lines)

  return {
    async run(work) {
      const line = choose()
      line.inFlight++
      try {
        if (!line.client.isBound) await gate.through(() => bind(line))
        return await work(line.client)
      } catch (error) {
        throw requestFailure(error)
      } finally {
        line.inFlight--
      }
    },
    async close() {
      await Promise.allSettled(lines.map(({ client }) => client.unbind()))
    },
  }
}
