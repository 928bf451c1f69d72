import { channel } from 'node:diagnostics_channel'
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

/** Connects as undici does, and tells how long it took. A connection that fails is not told. */
export function timedConnector(options: buildConnector.BuildOptions): buildConnector.connector {
  const connect = buildConnector(options)
  return (target, callback) => {
    const startedMs = performance.now()
    connect(target, (...result) => {
      if (result[0] === null) CONNECTED.publish(performance.now() - startedMs)
      callback(...result)
    })
  }
}
