/** What the dispatcher knows of time: tests give it a clock of their own. Milliseconds. */
export interface Timing {
  now(): number
  /** Runs it after about this long; may be early. Returns how to call it off. */
  after(delayMs: number, run: () => void): () => void
  /** Runs it once what has arrived meanwhile is handled. Returns how to call it off. */
  soon(run: () => void): () => void
}

/** The machine's monotonic clock: the same for all threads of the process, whatever NTP does. */
export const monotonicMs = () => Number(process.hrtime.bigint()) / 1e6

export const machineTiming: Timing = {
  now: monotonicMs,
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  soon(run) {
    const turn = setImmediate(run)
    return () => clearImmediate(turn)
  },
}
