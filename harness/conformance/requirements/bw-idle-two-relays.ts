import { requirement } from '../requirement.ts'
import { IDLE_COST, judgeIdleCost } from './bw-idle.ts'

/** PWB-BW-1 as `entra-2025` reads it: the limit holds for each relay's link. */
export const idleCostTwoRelays = requirement({
  ...IDLE_COST,
  title: 'idle: under 100 bit/s per agent and relay over an hour',
  source: 'NX',
  needs: ['idle', 'idleSecondLink'],
  findings: {
    ...IDLE_COST.findings,
    'one-relay-only': 'the agent has no connection to the tenant’s second relay',
  },
  async check(t) {
    const { open } = t.idleSecondLink.snapshot()
    t.saw('opaque tap', `${open} connections of the agent to the second relay`)
    const isLinked = t.expect(open > 0, 'one-relay-only', {
      expected: 'a connection to the second relay',
      observed: 'none',
    })
    if (isLinked) await judgeIdleCost(t)
  },
})
