import { OVERLOADED, Refusal } from '../http/refusal.ts'

/** Counts what is being worked on, and tells when nothing is. What would be more than `most` is refused as `overloaded`. */
export function createInFlight(most = Infinity) {
  let count = 0
  let idle: (() => void)[] = []
  return {
    async run<T>(work: () => Promise<T> | T): Promise<T> {
      if (count >= most) throw new Refusal('overloaded', OVERLOADED)
      count += 1
      try {
        return await work()
      } finally {
        count -= 1
        if (count === 0) {
          for (const resolve of idle) resolve()
          idle = []
        }
      }
    },
    /** Resolves when nothing is in flight. */
    idle: () =>
      count === 0 ? Promise.resolve() : new Promise<void>((resolve) => void idle.push(resolve)),
  }
}
export type InFlight = ReturnType<typeof createInFlight>
