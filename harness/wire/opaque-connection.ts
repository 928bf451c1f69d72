import { connect, type Socket } from 'node:net'
import { createClientSide } from './client-side.ts'
import type { Link, TappedConnection } from './link.ts'

/** Forwards the bytes of one connection as they are, and looks at their outside only. */
export function forwardOpaquely(
  id: number,
  client: Socket,
  link: Link,
  onClosed: () => void,
): TappedConnection {
  const { host, port } = link.upstream
  const upstream = connect({ host, port, allowHalfOpen: true, noDelay: true })
  const side = createClientSide({
    socket: client,
    link,
    far: {
      write: (chunk) => upstream.write(chunk),
      end: () => void upstream.end(),
      pause: () => void upstream.pause(),
      resume: () => void upstream.resume(),
    },
  })
  upstream.on('data', (chunk) => side.push(chunk))
  upstream.on('end', () => side.end())
  upstream.on('drain', () => side.farReady())

  const destroy = () => {
    side.close()
    client.resetAndDestroy()
    upstream.resetAndDestroy()
  }
  // A reset on one side is a reset on the other; an orderly end travels as the end of the bytes. Not where
  // a middlebox has lost the flow: the other side stays as it is, and learns nothing.
  let open = 2
  for (const socket of [client, upstream]) {
    socket.on('error', () => {
      if (!side.forgotten()) destroy()
    })
    socket.once('close', () => {
      if (--open === 0) onClosed()
    })
  }
  return {
    id,
    remotePort: client.remotePort ?? 0,
    segmentsModelled: () => side.segmentsModelled(),
    destroy,
  }
}
