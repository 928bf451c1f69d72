import type { Direction } from '../direction.ts'
import type { ServerHello } from './tls-hello.ts'
import { overheadOf } from './tls-overhead.ts'

/**
 * Tells, without keys, which records of content type 23 of one TLS 1.3 connection are not application
 * data. RFC 8446 hides the type, so this goes by order and size:
 * - the server's, until the client's Finished has passed, are its certificate and Finished;
 * - the client's, until one has exactly the size of a Finished, are handshake;
 * - the server's first ones after that are session tickets (section 4.6.1) while the client has said
 *   nothing yet; afterwards those that OpenSSL sends by itself, two of one size after a full handshake and
 *   one after a resumed one.
 * Only set-up depends on it: in a period on connections that are warm, every such record is application
 * data, and the count is exact.
 */
export interface TlsPhase {
  /** True when an application-data record of `bodyBytes` belongs to the set-up. */
  isSetUp(direction: Direction, bodyBytes: number): boolean
}

const NO_SET_UP: TlsPhase = { isSetUp: () => false }

/** A client with a certificate sends up to three handshake records; beyond, the size rule has failed. */
const MOST_CLIENT_RECORDS = 3
/** A ticket holds a lifetime, an age, a nonce and at least a sealed session: shorter is none. */
const SHORTEST_TICKET_BYTES = 100

export function createTlsPhase(hello: ServerHello): TlsPhase {
  if (!hello.tls13) return NO_SET_UP
  const { finishedBytes } = overheadOf(hello)
  let clientRecords = 0
  let clientFinished = false
  let clientSpoke = false
  let ticketsLeft = hello.resumed ? 1 : 2
  let ticketBytes: number | null = null

  const fromClient = (bodyBytes: number) => {
    if (clientFinished) {
      clientSpoke = true
      return false
    }
    clientFinished = bodyBytes === finishedBytes || ++clientRecords === MOST_CLIENT_RECORDS
    return true
  }

  const fromServer = (bodyBytes: number) => {
    if (!clientFinished) return true
    const looksLikeTicket =
      bodyBytes >= SHORTEST_TICKET_BYTES && (ticketBytes === null || bodyBytes === ticketBytes)
    if (clientSpoke && (ticketsLeft <= 0 || !looksLikeTicket)) {
      ticketsLeft = 0
      return false
    }
    ticketsLeft--
    ticketBytes = bodyBytes
    return true
  }

  return {
    isSetUp: (direction, bodyBytes) =>
      direction === 'outbound' ? fromClient(bodyBytes) : fromServer(bodyBytes),
  }
}
