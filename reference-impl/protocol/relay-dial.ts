import { connect, type TLSSocket } from 'node:tls'

export interface DialOptions {
  readonly host: string
  readonly port: number
  /** The name that the relay's certificate must carry (PWB-SEC-3). */
  readonly servername: string
  readonly ca: string | Buffer
}

/**
 * Makes all that is written within one turn one TLS record: rhea writes frame by frame, and a
 * disposition and a result that leave together cost one record and one segment, not two (PWB-BW-2).
 */
function gatherWrites(socket: TLSSocket): void {
  const write: (chunk: Buffer) => boolean = socket.write.bind(socket)
  let corked = false
  const gathered = (chunk: Buffer) => {
    if (!corked) {
      corked = true
      socket.cork()
      process.nextTick(() => {
        corked = false
        socket.uncork()
      })
    }
    return write(chunk)
  }
  // Node itself puts another `write` there when the peer ends its side.
  Object.defineProperty(socket, 'write', { value: gathered, writable: true, configurable: true })
}

/** TLS 1.2 or later, always verified; each segment leaves at once. */
export function dial(options: DialOptions, onSecure: () => void): TLSSocket {
  const { host, port, servername, ca } = options
  const socket = connect({ host, port, servername, ca, minVersion: 'TLSv1.2' }, onSecure)
  socket.setNoDelay(true)
  gatherWrites(socket)
  return socket
}
