import { setTimeout as sleep } from 'node:timers/promises'

/** Real time between two moves: a timer of a role is late by no more than this, and its own work. */
const TICK_MS = 25

export interface Compression {
  /** Where the clocks are held now. */
  estimate(): number
  /** The clocks go on in real time, from where they are. Rejects with what a move failed of. */
  stop(): Promise<void>
}

/** Moves clocks in small steps to `factor` × the real time that passed since now. `move`: to an absolute time. */
export function compressTime(
  startMs: number,
  factor: number,
  move: (toMs: number) => Promise<unknown>,
  realNow: () => number = () => performance.now(),
  wait: (ms: number) => Promise<unknown> = sleep,
): Compression {
  const since = realNow()
  const estimate = () => startMs + (realNow() - since) * factor
  const ending = new AbortController()
  const run = async () => {
    while (!ending.signal.aborted) {
      const begun = realNow()
      await move(estimate())
      await wait(Math.max(1, TICK_MS - (realNow() - begun)))
    }
  }
  const ended = run()
  // Told by `stop`; a role that died meanwhile is told by its process.
  ended.catch(() => undefined)
  return {
    estimate,
    async stop() {
      ending.abort()
      await ended
    },
  }
}
