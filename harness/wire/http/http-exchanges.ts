import { AmqpError } from '../amqp/amqp-types.ts'
import type { AmqpStream } from '../amqp/amqp-stream.ts'
import { type Direction, perDirection } from '../direction.ts'
import { createHttpReader } from './http-reader.ts'

/** One request and its answer on an inspected HTTP link; nothing of their content. */
export interface TapExchange {
  /** When the request's head was whole; milliseconds since the epoch, by the tap's clock. */
  readonly at: number
  readonly connection: number
  readonly method: string
  readonly path: string
  /** Null while no answer has come. */
  status: number | null
}

/** All exchanges of a tap, over all of its connections. */
export interface ExchangeLog {
  readonly exchanges: TapExchange[]
  readonly now: () => number
}

const REQUEST_LINE = /^([A-Z]+) (\S+) HTTP\/1\.1\r\n/
const STATUS_LINE = /^HTTP\/1\.1 (\d{3})/
/** Interim answers are none. */
const FIRST_FINAL_STATUS = 200

/** One connection's HTTP/1.1: requests are answered in their order (RFC 9112, section 9.3.2). */
export function createExchangeStream(
  log: ExchangeLog,
  connection: number,
  forward: (direction: Direction, bytes: Buffer) => void,
): AmqpStream {
  const open: TapExchange[] = []

  const onRequest = (head: string) => {
    const [, method, path] = REQUEST_LINE.exec(head) ?? []
    if (method === undefined || path === undefined) throw new AmqpError('not an HTTP/1.1 request')
    const exchange = { at: log.now(), connection, method, path, status: null }
    open.push(exchange)
    log.exchanges.push(exchange)
  }

  const onAnswer = (head: string) => {
    const status = Number(STATUS_LINE.exec(head)?.[1] ?? 0)
    if (status < FIRST_FINAL_STATUS) return
    const exchange = open.shift()
    if (exchange !== undefined) exchange.status = status
  }

  const readers = perDirection((direction) =>
    createHttpReader(direction === 'outbound' ? onRequest : onAnswer),
  )
  return {
    push(direction, chunk) {
      readers[direction].push(chunk)
      forward(direction, chunk)
    },
    close: () => undefined,
  }
}
