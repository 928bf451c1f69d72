import { LIMITS } from '../../harness/contract/limits.ts'
import type { Disturbance } from './disturbance.ts'

export const agentClock: Disturbance = {
  title: 'the agent’s clock is off',
  takes: ['skewMs'],
  needs: ['clocks'],
  occupies: ['agent'],
  async begin({ system }, { skewMs = LIMITS.clockSkewMs }) {
    const undo = await system.time.slow('agent', skewMs)
    return async () => {
      undo()
      return `${skewMs / 1000} s behind the others’`
    }
  },
}
