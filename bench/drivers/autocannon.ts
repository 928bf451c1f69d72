import autocannon from 'autocannon'
import type { Edge } from '../../harness/contract/edge.ts'
import { type HookedClient, hooked } from './autocannon-client.ts'

/**
 * autocannon 9.0.0, kept to what it does right: saturating a number of connections. Its rate limit, its
 * latencies (whole milliseconds, phantom values from a wrong correction), its byte counts and its
 * treatment of lost connections (a request cut off is no error, and all later replies are paired with
 * older ones) are not used: without a rate it corrects nothing, latencies come from its clients' events, and a lost connection ends the run. It never verifies certificates.
 * Its way of making each request anew, and of taking each reply's headers apart, costs more than all else
 * of an exchange: requests are handed over as bytes, replies as status and body (see autocannon-client.ts).
 */
interface Exchange<Ticket> {
  /** The caller's, to know it again. */
  readonly ticket: Ticket
  /** Percent-encoded. */
  readonly path: string
  readonly body: string
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
  /** Of every request; all are POST. */
  readonly headers: Readonly<Record<string, string>>
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

/** Makes requests as bytes; what all have in common is written once. */
function requestWriter({ edge, headers }: Pick<SaturateOptions<unknown>, 'edge' | 'headers'>) {
  const common = Object.entries({
    host: `${edge.host}:${edge.port}`,
    connection: 'keep-alive',
    ...headers,
  })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  return ({ path, body }: Exchange<unknown>) =>
    Buffer.from(
      `POST ${path} HTTP/1.1\r\n${common}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
}

/** Drives one connection of autocannon from exchange to exchange. */
function drive<Ticket>(
  client: HookedClient,
  write: (exchange: Exchange<Ticket>) => Buffer,
  { next, answered }: SaturateOptions<Ticket>,
  lost: () => void,
) {
  let current: Exchange<Ticket> | undefined
  let request: Buffer = Buffer.alloc(0)
  let body = ''
  let socket: unknown
  let first = true

  const prepare = () => {
    current = next()
    // The client ends itself instead of sending more than this many requests.
    if (current === undefined) client.responseMax = client.reqsMade
    else request = write(current)
  }

  client.getRequestBuffer = () => request
  // It would only look for the next of a list of requests.
  client.requestIterator.nextRequest = () => undefined
  client.requestIterator.recordBody = (_request, _status, received) => {
    body = received
  }
  prepare()
  // Whatever ended a connection, autocannon opens another and sends again.
  client.on('request', () => {
    if (socket !== undefined && client.conn !== socket) lost()
    socket = client.conn
  })
  // Before autocannon's own listener and its next request, so that what is prepared here is sent next.
  client.on('response', (status: number, _bytes: number, latencyMs: number) => {
    if (current !== undefined) answered(current.ticket, { status, body, latencyMs, first })
    first = false
    prepare()
  })
}

/** Keeps every connection busy, one request at a time, until `next` has no more or a connection is lost. */
export function saturate<Ticket>(options: SaturateOptions<Ticket>): Promise<Saturated> {
  const { edge, connections, timeoutMs } = options
  const write = requestWriter(options)
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
        connections,
        pipelining: 1,
        workers: 0,
        duration: NEVER_S,
        timeout: timeoutMs / 1000,
        sampleInt: POLL_MS,
        setupClient: (client) => drive(hooked(client), write, options, lost),
      },
      (error: unknown, result) => {
        if (error instanceof Error) reject(error)
        else resolve({ lostConnections, replies: result['2xx'] + result.non2xx })
      },
    )
  })
}
