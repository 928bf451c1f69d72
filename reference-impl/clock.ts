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

const TICK_MS = 20
const monotonic = () => performance.timeOrigin + performance.now()

const yieldToIo = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A clock that starts at `epochMs` and is ticked by real time at least every 20 ms. */
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
  const ticker = setInterval(catchUp, TICK_MS)

  /** Moves the clock with real ticks held off, then keeps the distance to real time that it gained. */
  const move = async (run: () => Promise<void>) => {
    catchUp()
    busy = true
    try {
      await run()
    } finally {
      offsetMs = Math.max(offsetMs, fake.now - realNow())
      busy = false
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
      due.set(key, fake.now + delayMs + aheadMs)
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
    stop: () => clearInterval(ticker),
  }
}
