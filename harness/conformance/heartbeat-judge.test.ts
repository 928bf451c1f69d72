import { describe, expect, it } from 'vitest'
import { heartbeatTimes, judgePeriods } from './heartbeat-judge.ts'

const inbound = (at: number) => ({ at, direction: 'inbound' as const })
const outbound = (at: number) => ({ at, direction: 'outbound' as const })

describe('heartbeat judge', () => {
  it('takes what the agent sends unasked for heartbeats, results not', () => {
    const seen = [outbound(0), inbound(10), outbound(11), outbound(300)]
    expect(heartbeatTimes(seen)).toEqual([0, 300])
  })

  it('accepts 5 % and names what lies outside', () => {
    expect(judgePeriods([0, 285, 600], 300)).toEqual([])
    expect(judgePeriods([0, 284, 600], 300)).toEqual([284, 316])
  })
})
