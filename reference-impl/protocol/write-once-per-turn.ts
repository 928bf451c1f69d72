import type { Connection } from 'rhea'
import type { Duplex } from 'node:stream'
import { corkForTurn } from './cork-for-turn.ts'

/**
 * Frames that rhea writes in one turn of the event loop leave in one TLS record: dispositions and
 * flows ride with the data (PWB-BW-2), and a burst costs one system call. For both ends of a link.
 */
export function writeOncePerTurn(connection: Connection, stream: Duplex): void {
  const output: () => void = connection['output'].bind(connection)
  let corked = false
  connection['output'] = () => {
    if (!corked) {
      corked = true
      corkForTurn(stream, () => {
        corked = false
      })
    }
    output()
  }
}
