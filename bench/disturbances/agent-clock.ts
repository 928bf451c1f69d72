import { LIMITS } from '../../harness/contract/limits.ts'
import type { Disturbance } from './disturbance.ts'

const common = { needs: ['clocks'], occupies: ['agent'] } as const

export const agentClock: Disturbance = {
  ...common,
  title: 'the agent’s clock is behind',
  takes: ['skewMs'],
  async begin({ system }, { skewMs = LIMITS.clockSkewMs }) {
    const undo = await system.time.slow('agent', skewMs)
    return async () => {
      undo()
      return `${skewMs / 1000} s behind the others’`
    }
  },
}

export const agentClockAhead: Disturbance = {
  ...common,
  title: 'the agent’s clock is ahead',
  takes: ['aheadMs'],
  async begin({ system }, { aheadMs = LIMITS.clockSkewMs }) {
    const undo = await system.time.slow('agent', -aheadMs)
    return async () => {
      undo()
      return `${aheadMs / 1000} s ahead of the others’`
    }
  },
}
