import { setTimeout as sleep } from 'node:timers/promises'
import { type Behind, Finding } from './edge.ts'

const LOOK_EVERY_MS = 5

/** Waits until a role settled all that is in line for it now; tells how many it settled ever. Throws Finding. */
export async function caughtUp({ role, counters }: Behind, withinMs: number): Promise<number> {
  const until = performance.now() + withinMs
  const { enqueued } = await counters()
  for (;;) {
    const { settled, expired } = await counters()
    if (settled + expired >= enqueued) return settled
    if (performance.now() > until) {
      const left = enqueued - settled - expired
      throw new Finding(`the ${role} left ${left} of ${enqueued} messages for ${withinMs} ms`)
    }
    await sleep(LOOK_EVERY_MS)
  }
}
