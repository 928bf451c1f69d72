import { LIMITS } from '../../harness/contract/limits.ts'
import { type Disturbance, linkOf } from './disturbance.ts'

/** Requests are held until the clocks of all roles are past their expiry and twice the supported skew. */
export const lateDelivery: Disturbance = {
  title: 'requests reach the agent after their expiry',
  needs: ['clocks'],
  occupies: ['what the link carries'],
  async begin(at) {
    const hold = linkOf(at).hold('inbound')
    return async () => {
      const byMs = LIMITS.requestTtlMs + 2 * LIMITS.clockSkewMs
      await at.system.time.step(byMs)
      hold.release()
      return `what the relay sent was held for ${byMs / 1000} s of the roles’ time`
    }
  },
}
