import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../harness/contract/limits.ts'
import type { Tap } from '../../harness/wire/tap.ts'
import { monotonicMs } from '../drivers/timing.ts'
import { type Disturbance, linkOf } from './disturbance.ts'

const QUIET_MS = 500
const QUIET_AT_MOST_MS = 10_000

/** Real time, in which the agent becomes quiet. Milliseconds. */
export interface RealTime {
  now(): number
  sleep(delayMs: number): Promise<unknown>
}

/**
 * Until the agent has done what it took before the hold: it says so where it can, and has sent nothing for a
 * while where it cannot. A clock that moved between
 * its look at a deadline and its write would make that write a late one, and blame the agent.
 */
async function untilQuiet(tap: Pick<Tap, 'snapshot'>, real: RealTime): Promise<void> {
  const deadline = real.now() + QUIET_AT_MOST_MS
  let before = -1
  for (;;) {
    const { tcpPayloadBytes } = tap.snapshot().outbound
    if (tcpPayloadBytes === before || real.now() > deadline) return
    before = tcpPayloadBytes
    await real.sleep(QUIET_MS)
  }
}

/** Requests are held until the clocks of all roles are past their expiry and twice the supported skew. */
export const lateDeliveryIn = (real: RealTime): Disturbance => ({
  title: 'requests reach the agent after their expiry',
  needs: ['clocks'],
  occupies: ['what the link carries'],
  async begin(at) {
    const tap = linkOf(at)
    const hold = tap.hold('inbound')
    return async () => {
      const byMs = LIMITS.requestTtlMs + 2 * LIMITS.clockSkewMs
      await at.system.time.drained('agent')
      await untilQuiet(tap, real)
      await at.system.time.step(byMs)
      hold.release()
      return `what the relay sent was held for ${byMs / 1000} s of the roles’ time`
    }
  },
})

export const lateDelivery = lateDeliveryIn({ now: monotonicMs, sleep })
