import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../harness/contract/limits.ts'
import type { Tap } from '../../harness/wire/tap.ts'
import { type Disturbance, linkOf } from './disturbance.ts'

const QUIET_MS = 500
const QUIET_AT_MOST_MS = 10_000

/**
 * Until the agent has done what it took before the hold: it says so where it can, and has sent nothing for a
 * while where it cannot. A clock that moved between
 * its look at a deadline and its write would make that write a late one, and blame the agent.
 */
async function untilQuiet(tap: Pick<Tap, 'snapshot'>): Promise<void> {
  const deadline = performance.now() + QUIET_AT_MOST_MS
  let before = -1
  for (;;) {
    const { tcpPayloadBytes } = tap.snapshot().outbound
    if (tcpPayloadBytes === before || performance.now() > deadline) return
    before = tcpPayloadBytes
    await sleep(QUIET_MS)
  }
}

/** Requests are held until the clocks of all roles are past their expiry and twice the supported skew. */
export const lateDelivery: Disturbance = {
  title: 'requests reach the agent after their expiry',
  needs: ['clocks'],
  occupies: ['what the link carries'],
  async begin(at) {
    const tap = linkOf(at)
    const hold = tap.hold('inbound')
    return async () => {
      const byMs = LIMITS.requestTtlMs + 2 * LIMITS.clockSkewMs
      await at.system.time.drained('agent')
      await untilQuiet(tap)
      await at.system.time.step(byMs)
      hold.release()
      return `what the relay sent was held for ${byMs / 1000} s of the roles’ time`
    }
  },
}
