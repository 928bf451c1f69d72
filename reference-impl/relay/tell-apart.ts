import type { Socket } from 'node:net'

/** "G" of "GET ": everything else is AMQP, or refused by it. */
const GET = 0x47

export interface TellApartOptions {
  /** Real time within which the peer has to say something. */
  readonly withinMs: number
  readonly onAmqp: (socket: Socket) => void
  readonly onHttp: (socket: Socket) => void
}

/** One port for AMQP and for AMQP over WebSocket: the first byte out of TLS tells which (PWB-NET-6). */
export function tellApart(socket: Socket, { withinMs, onAmqp, onHttp }: TellApartOptions): void {
  const silence = setTimeout(() => socket.destroy(), withinMs).unref()
  const look = () => {
    const bytes: unknown = socket.read()
    // Nothing to read is an end: `readable` comes for that, too.
    if (!Buffer.isBuffer(bytes)) return
    clearTimeout(silence)
    socket.off('readable', look)
    socket.unshift(bytes)
    if (bytes[0] === GET) onHttp(socket)
    else onAmqp(socket)
  }
  socket.on('error', () => socket.destroy())
  socket.once('end', () => socket.end())
  socket.once('close', () => clearTimeout(silence))
  socket.on('readable', look)
}
