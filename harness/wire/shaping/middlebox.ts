/** What a middlebox knows of one flow: nothing any more, once it was idle too long. */
export interface FlowMemory {
  /** Asked for each chunk, in either direction. False: the flow is forgotten, the bytes are lost silently. */
  passes(): boolean
  forgotten(): boolean
}

/** A middlebox on the way that forgets idle flows without telling either side (PWB-NET-3). */
export interface Middlebox {
  flow(): FlowMemory
  /** From now on flows that are idle for longer are forgotten; returns the undoing, which revives none. */
  forgetIdle(limitMs: number): () => void
  /** Flows that were forgotten since the start. */
  forgotten(): number
}

export function createMiddlebox(nowMs = () => performance.now()): Middlebox {
  let limitMs = Number.POSITIVE_INFINITY
  let count = 0
  return {
    flow() {
      let lastMs = nowMs()
      let forgotten = false
      return {
        passes() {
          const now = nowMs()
          if (!forgotten && now - lastMs > limitMs) {
            forgotten = true
            count++
          }
          lastMs = now
          return !forgotten
        },
        forgotten: () => forgotten,
      }
    },
    forgotten: () => count,
    forgetIdle(limit) {
      limitMs = limit
      return () => {
        limitMs = Number.POSITIVE_INFINITY
      }
    },
  }
}
