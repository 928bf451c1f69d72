import { processorMicros } from './processor-time.ts'

/** How often `timeoutMs` is waited for a process that is at work. */
const MOST_TIMES = 4
/** At work: it used more than this part of the time that passed; less is what an idle one's timers use. */
const IDLE_PART = 1 / 300
const MICROS_PER_MS = 1_000
/** Most answers have come by then: nobody looks at the process for them. */
const FIRST_LOOK_MS = 100

/**
 * Calls `over`, with the milliseconds that passed, when a process that owes an answer has had its time: `timeoutMs`
 * where it does nothing, four times as much where it works but hardly gets a processor, as on a machine with much
 * else to do. What is given back calls it off.
 */
export function whenPatienceIsOver(
  pid: number,
  timeoutMs: number,
  over: (waitedMs: number) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined
  let isOff = false
  /** What the process has used by then, unless it was called off. */
  const lookIn = (ms: number, told: (micros: number) => void) => {
    timer = setTimeout(() => {
      void processorMicros(pid).then((micros) => isOff || told(micros ?? 0))
    }, ms)
  }
  const wait = (times: number, ms: number, before: number) =>
    lookIn(ms, (after) => {
      const worked = after - before > timeoutMs * MICROS_PER_MS * IDLE_PART
      if (!worked || times === MOST_TIMES) over(times * timeoutMs)
      else wait(times + 1, timeoutMs, after)
    })
  const firstMs = Math.min(FIRST_LOOK_MS, timeoutMs / 2)
  lookIn(firstMs, (before) => wait(1, timeoutMs - firstMs, before))
  return () => {
    isOff = true
    clearTimeout(timer)
  }
}
