import { createClock } from '@sinonjs/fake-timers'

/** Time as a role sees it. Milliseconds since the epoch; timers keep the role's time, not the machine's. */
export interface Clock {
  now(): number
  setTimeout(run: () => void, delayMs: number): Timer
}

export interface Timer {
  cancel(): void
}

/** The same clock, driven: real elapsed time moves it, and `advance` moves it further. */
export interface DrivenClock extends Clock {
  nextDueMs(): number | null
  /** Fires every timer due until `to`, in order, each as often as it re-arms itself. */
  stepTo(to: number): Promise<void>
  /** Sets the time to `to`; each timer that came due meanwhile fires once. */
  jumpTo(to: number): Promise<void>
  stop(): void
}

/** What Node's timers can wait at most. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1
const monotonic = () => performance.timeOrigin + performance.now()

const yieldToIo = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A clock that starts at `epochMs` and is moved by real time whenever a timer of its own is due. */
export function createDrivenClock(epochMs = Date.now(), realNow = monotonic): DrivenClock {
  const fake = createClock(epochMs)
  const due = new Map<object, number>()
  let offsetMs = epochMs - realNow()
  let busy = false

  const elapsed = () => realNow() + offsetMs
  const catchUp = () => {
    const behindMs = elapsed() - fake.now
    if (!busy && behindMs >= 1) fake.tick(Math.floor(behindMs))
  }

  /** When the real timer that drives this clock fires, in the clock's own time. */
  let wakesAt = Number.POSITIVE_INFINITY
  let alarm: NodeJS.Timeout | undefined
  const wake = () => {
    wakesAt = Number.POSITIVE_INFINITY
    catchUp()
    wakeFor(nextDue())
  }
  /** An idle role sleeps until its next timer is due: a wake-up costs more than most of what it would do. */
  function wakeFor(dueMs: number) {
    if (busy || dueMs >= wakesAt) return
    clearTimeout(alarm)
    wakesAt = dueMs
    alarm = setTimeout(wake, Math.min(Math.max(1, dueMs - elapsed()), LONGEST_TIMEOUT_MS))
  }
  const nextDue = () => {
    let earliest = Number.POSITIVE_INFINITY
    for (const dueMs of due.values()) earliest = Math.min(earliest, dueMs)
    return earliest
  }

  /** Moves the clock with real ticks held off, then keeps the distance to real time that it gained. */
  const move = async (run: () => Promise<void>) => {
    catchUp()
    busy = true
    try {
      await run()
    } finally {
      offsetMs = Math.max(offsetMs, fake.now - realNow())
      busy = false
      wakesAt = Number.POSITIVE_INFINITY
      wakeFor(nextDue())
    }
  }

  return {
    now: () => (busy ? fake.now : Math.max(fake.now, elapsed())),
    setTimeout(run, delayMs) {
      const key = {}
      // `elapsed` may be up to a tick ahead of the fake clock: count the delay from what now() says.
      const aheadMs = busy ? 0 : Math.max(0, elapsed() - fake.now)
      const handle = fake.setTimeout(
        () => {
          due.delete(key)
          run()
        },
        Math.ceil(delayMs + aheadMs),
      )
      const dueMs = fake.now + Math.ceil(delayMs + aheadMs)
      due.set(key, dueMs)
      wakeFor(dueMs)
      return {
        cancel() {
          due.delete(key)
          fake.clearTimeout(handle)
        },
      }
    },
    nextDueMs: () => (due.size === 0 ? null : Math.min(...due.values())),
    stepTo: (to) =>
      move(async () => {
        await fake.tickAsync(Math.max(0, Math.ceil(to - fake.now)))
        await yieldToIo()
      }),
    jumpTo: (to) =>
      move(async () => {
        fake.jump(Math.max(0, Math.ceil(to - fake.now)))
        await yieldToIo()
      }),
    stop: () => clearTimeout(alarm),
  }
}
