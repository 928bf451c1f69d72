import { connect, type TLSSocket } from 'node:tls'

export interface DialOptions {
  readonly host: string
  readonly port: number
  /** The name that the relay's certificate must carry (PWB-SEC-3). */
  readonly servername: string
  readonly ca: string | Buffer
}

/** TLS 1.2 or later, always verified; each segment leaves at once. */
export function dial(options: DialOptions, onSecure: () => void): TLSSocket {
  const { host, port, servername, ca } = options
  const socket = connect({ host, port, servername, ca, minVersion: 'TLSv1.2' }, onSecure)
  socket.setNoDelay(true)
  return socket
}
