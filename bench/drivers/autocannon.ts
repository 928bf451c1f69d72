import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'
import type { Edge } from '../../harness/contract/edge.ts'

/**
 * autocannon 9.0.0, kept to what it does right: saturating a number of connections. Its rate limit, its
 * latencies (whole milliseconds, phantom values from a wrong correction), its byte counts and its
 * treatment of lost connections (a request cut off is no error, and all later replies are paired with
 * older ones) are not used: without a rate it corrects nothing, latencies come from its clients' events, and a lost connection ends the run. It never verifies certificates.
 */
interface Request {
  readonly method: 'POST' | 'GET'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** One exchange to make; `ticket` is the caller's, to know it again. */
interface Exchange<Ticket> {
  readonly ticket: Ticket
  readonly request: Request
}

interface Reply {
  readonly status: number
  readonly body: string
  readonly latencyMs: number
  /** The first of its connection: the latency includes the TCP and TLS handshakes. */
  readonly first: boolean
}

interface SaturateOptions<Ticket> {
  readonly edge: Edge
  readonly connections: number
  readonly timeoutMs: number
  /** What a free connection sends; undefined (not for its first): nothing more, and it ends. */
  next(): Exchange<Ticket> | undefined
  answered(ticket: Ticket, reply: Reply): void
}

export interface Saturated {
  /** Connections that failed, ended or timed out, and were opened anew. */
  readonly lostConnections: number
  /** Replies by autocannon's own count, to compare with. */
  readonly replies: number
}

/** Far beyond any run: each connection ends by itself when there is nothing more to send. */
const NEVER_S = 1_000_000
const POLL_MS = 50

/** Drives one connection of autocannon from exchange to exchange. */
function drive<Ticket>(
  client: autocannon.Client,
  { next, answered }: SaturateOptions<Ticket>,
  lost: () => void,
) {
  let current: Exchange<Ticket> | undefined
  let body = ''
  let socket: unknown
  let first = true

  const onResponse = (_status: number, received: string) => {
    body = received
  }
  const prepare = () => {
    current = next()
    if (current === undefined) {
      // The client ends itself instead of sending more than this many requests.
      Reflect.set(client, 'responseMax', Reflect.get(client, 'reqsMade'))
      return
    }
    client.setRequests([{ ...current.request, onResponse }])
  }

  prepare()
  const events: NodeJS.EventEmitter = client
  // Whatever ended a connection, autocannon opens another and sends again.
  events.on('request', () => {
    const now: unknown = Reflect.get(client, 'conn')
    if (socket !== undefined && now !== socket) lost()
    socket = now
  })
  // Before autocannon's own listener and its next request, so that what is prepared here is sent next.
  events.on('response', (status: number, _bytes: number, latencyMs: number) => {
    if (current !== undefined) answered(current.ticket, { status, body, latencyMs, first })
    first = false
    prepare()
  })
}

/** Keeps every connection busy, one request at a time, until `next` has no more or a connection is lost. */
export function saturate<Ticket>(options: SaturateOptions<Ticket>): Promise<Saturated> {
  const { edge, connections, timeoutMs } = options
  let lostConnections = 0
  return new Promise((resolve, reject) => {
    const lost = () => {
      lostConnections++
      setImmediate(() => instance.stop())
    }
    const instance = autocannon(
      {
        url: `https://${edge.host}:${edge.port}`,
        servername: edge.servername,
        tlsOptions: { ca: readFileSync(edge.caFile) },
        connections,
        pipelining: 1,
        workers: 0,
        duration: NEVER_S,
        timeout: timeoutMs / 1000,
        sampleInt: POLL_MS,
        setupClient: (client) => drive(client, options, lost),
      },
      (error: unknown, result) => {
        if (error instanceof Error) reject(error)
        else resolve({ lostConnections, replies: result['2xx'] + result.non2xx })
      },
    )
  })
}
