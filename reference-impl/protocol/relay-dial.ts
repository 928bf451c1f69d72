import type { Duplex } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import { WebSocket } from 'ws'
import type { RelayTransport } from '../../harness/contract/role-config.ts'
import { streamOf, WEBSOCKET, WEBSOCKET_OPTIONS } from './websocket-stream.ts'

export interface DialOptions {
  readonly host: string
  readonly port: number
  /** The name that the relay's certificate must carry (PWB-SEC-3). */
  readonly servername: string
  readonly ca: string | Buffer
  /** AMQP in TLS, or in WebSocket in TLS where only HTTPS is let out (PWB-NET-6). */
  readonly transport: RelayTransport
  /** Only under a fault that must be found: any certificate is taken. */
  readonly trusting?: boolean
}

/** TLS 1.2 or later, always verified; each segment leaves at once. */
function dialTls(
  { host, port, servername, ca, trusting = false }: DialOptions,
  onSecure?: () => void,
): TLSSocket {
  const minVersion = 'TLSv1.2'
  const verified = { host, port, servername, ca, minVersion } as const
  const socket = connect({ ...verified, rejectUnauthorized: !trusting }, onSecure)
  socket.setNoDelay(true)
  return socket
}

function dialWebSocket(options: DialOptions, onOpen: () => void): Duplex {
  const { servername, port } = options
  const url = `wss://${servername}:${port}${WEBSOCKET.path}`
  const dialling = { ...WEBSOCKET_OPTIONS, createConnection: () => dialTls(options) }
  const socket = new WebSocket(url, [...WEBSOCKET.subprotocols], dialling)
  socket.once('open', onOpen)
  return streamOf(socket)
}

const DIALS: Record<RelayTransport, (options: DialOptions, onOpen: () => void) => Duplex> = {
  amqp: dialTls,
  websocket: dialWebSocket,
}

/** A stream that takes AMQP once `onOpen` was called. */
export const dial = (options: DialOptions, onOpen: () => void): Duplex =>
  DIALS[options.transport](options, onOpen)

/** How rhea dials through `dial`; `onDialled` is given each stream at once. */
export const dialledBy = (options: DialOptions, onDialled: (stream: Duplex) => void) => () => ({
  host: options.host,
  port: options.port,
  connect(_port: number, _host: string, _options: unknown, onOpen: () => void): Duplex {
    const stream = dial(options, onOpen)
    onDialled(stream)
    return stream
  },
})
