import { channel } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { buildConnector } from 'undici'

/** Told on the thread that connected: milliseconds from the first packet to the end of the TLS handshake. */
const CONNECTED = channel('writeback:connected')

/** Calls it with the time that each connection took which this thread makes; the answer ends that. */
export function onConnected(tell: (tookMs: number) => void): () => void {
  const listener = (tookMs: unknown) => {
    if (typeof tookMs === 'number') tell(tookMs)
  }
  CONNECTED.subscribe(listener)
  return () => CONNECTED.unsubscribe(listener)
}

/** Whom to reach: the name that is verified, and who has signed for it. */
export interface Verified {
  readonly servername: string
  readonly caFile: string
}

/**
 * Connects as undici does, and tells how long it took. A connection that fails is not told. `tls`: for HTTPS; the
 * certificates are read once, not at each connection.
 */
export function timedConnector(tls?: Verified): buildConnector.connector {
  const connect = buildConnector({
    noDelay: true,
    ...(tls !== undefined && {
      servername: tls.servername,
      secureContext: createSecureContext({ ca: readFileSync(tls.caFile) }),
    }),
  })
  return (target, callback) => {
    const startedMs = performance.now()
    connect(target, (...result) => {
      if (result[0] === null) CONNECTED.publish(performance.now() - startedMs)
      callback(...result)
    })
  }
}
