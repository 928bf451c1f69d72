import { setTimeout as sleep } from 'node:timers/promises'
import { processorMicros } from './processor-time.ts'

/** How often `timeoutMs` is waited for a process that is at work. */
const MOST_TIMES = 4
/** At work: it used more than this part of the time that passed; less is what an idle one's timers use. */
const IDLE_PART = 1 / 300
const MICROS_PER_MS = 1_000

/**
 * Resolves, with the milliseconds that passed, when a process that owes an answer has had its time: `timeoutMs` where
 * it does nothing, four times as much where it works but hardly gets a processor, as on a machine with much else to
 * do. Rejects with an AbortError when the signal comes first.
 */
export async function patienceIsOver(
  pid: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<number> {
  let before = await processorMicros(pid)
  for (let times = 1; ; times++) {
    await sleep(timeoutMs, undefined, { signal })
    const after = await processorMicros(pid)
    const worked = (after ?? 0) - (before ?? 0) > timeoutMs * MICROS_PER_MS * IDLE_PART
    if (!worked || times === MOST_TIMES) return times * timeoutMs
    before = after
  }
}
