import type { Shape } from './shape.ts'

/** Where a lane's bytes come from and go to. */
export interface LaneEnds {
  /** False: the sink is full; `sinkReady` must follow when it takes more. */
  write(chunk: Buffer): boolean
  /** All bytes are written and no more will come. */
  end(): void
  pauseSource(): void
  resumeSource(): void
}

/**
 * One direction of one connection: bytes in order, waiting for the shape and for the sink. When more than
 * the limit waits, the source is paused, so that TCP slows the sender down as a narrow link would.
 */
export interface Lane {
  push(chunk: Buffer): void
  /** The source has ended: passed on behind the bytes that wait. */
  end(): void
  sinkReady(): void
  close(): void
}

const MOST_WAITING_BYTES = 1024 * 1024

interface Waiting {
  readonly chunk: Buffer
  readonly dueMs: number
}

export function createLane(ends: LaneEnds, shape: Shape, nowMs = () => performance.now()): Lane {
  const waiting: Waiting[] = []
  let waitingBytes = 0
  let sinkFull = false
  let sourcePaused = false
  let ended = false
  let closed = false
  let timer: NodeJS.Timeout | undefined

  const deliver = (chunk: Buffer) => {
    if (!ends.write(chunk)) sinkFull = true
  }

  const steerSource = () => {
    const tooMuch = sinkFull || waitingBytes > MOST_WAITING_BYTES
    if (tooMuch === sourcePaused) return
    sourcePaused = tooMuch
    if (tooMuch) ends.pauseSource()
    else ends.resumeSource()
  }

  /** Delivers what is due. Returns how long to wait for the next chunk, 0 when nothing waits for time. */
  const deliverDue = (): number => {
    for (;;) {
      const next = waiting[0]
      if (next === undefined || sinkFull || shape.isHeld()) return 0
      const waitMs = next.dueMs - nowMs()
      if (waitMs > 0) return waitMs
      waiting.shift()
      waitingBytes -= next.chunk.length
      deliver(next.chunk)
    }
  }

  const flush = () => {
    if (closed) return
    const waitMs = deliverDue()
    if (waitMs > 0 && timer === undefined) {
      timer = setTimeout(() => {
        timer = undefined
        flush()
      }, Math.ceil(waitMs))
    }
    steerSource()
    if (ended && waiting.length === 0) finish()
  }

  const close = () => {
    closed = true
    clearTimeout(timer)
    unwatch()
    waiting.length = 0
  }

  const finish = () => {
    close()
    ends.end()
  }

  const unwatch = shape.watch(flush)

  return {
    push(chunk) {
      if (closed) return
      if (waiting.length === 0 && !sinkFull && shape.isOpen()) deliver(chunk)
      else {
        waiting.push({ chunk, dueMs: shape.dueMs(nowMs(), chunk.length) })
        waitingBytes += chunk.length
        if (waiting.length === 1) flush()
      }
      steerSource()
    },
    end() {
      ended = true
      flush()
    },
    sinkReady() {
      sinkFull = false
      flush()
    },
    close,
  }
}
