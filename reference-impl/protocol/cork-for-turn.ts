import type { Duplex } from 'node:stream'

/** What is written to a stream from now until this turn of the event loop ends leaves together; then `ended` runs. */
export function corkForTurn(
  stream: Pick<Duplex, 'cork' | 'uncork'> | undefined,
  ended: () => void,
): void {
  stream?.cork()
  setImmediate(() => {
    stream?.uncork()
    ended()
  })
}
