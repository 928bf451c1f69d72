import type { Duplex } from 'node:stream'
import { corkForTurn } from '../../protocol/cork-for-turn.ts'

/** A connection, as far as it matters to who sends next. */
export interface Line {
  /** Requests without an answer. */
  readonly inFlight: number
  /** Absent before it is connected. */
  readonly socket?: Pick<Duplex, 'cork' | 'uncork'> | undefined
}

/** A directory may serve one connection's requests one after the other (Samba does): a burst must not wait for one line. */
export const MOST_IN_A_TURN = 8

/**
 * Which line sends a request: the least busy one, and the same for what else the turn of the event loop asks, up to eight.
 * They leave in one TLS record with one system call at the end of the turn, and their answers come back in as few.
 */
export function chooseByTurn<L extends Line>(lines: readonly [L, ...L[]]): () => L {
  let current: { readonly line: L; taken: number } | undefined

  const leastBusy = () =>
    lines.reduce((best, line) => (line.inFlight < best.inFlight ? line : best))

  function begin(): L {
    const line = leastBusy()
    const turn = { line, taken: 1 }
    current = turn
    corkForTurn(line.socket, () => {
      if (current === turn) current = undefined
    })
    return line
  }

  return () => {
    if (current === undefined || current.taken >= MOST_IN_A_TURN) return begin()
    current.taken += 1
    return current.line
  }
}
