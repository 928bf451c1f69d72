import { describe, expect, it } from 'vitest'
import { judgeHeartbeats } from './heartbeats.ts'

const periodMs = 1_000
const window = { fromMs: 10_000, toMs: 15_000 }
const judge = (...strips: number[][]) => {
  const { due, seen, missed, worstDeviationMs } = judgeHeartbeats(
    strips.map((atMs, index) => ({ tenant: `t${index}`, atMs })),
    periodMs,
    window,
  )
  return { due, seen, missed, worstDeviationMs }
}

const every = (fromMs: number, count: number) =>
  Array.from({ length: count }, (_, index) => fromMs + index * periodMs)

describe('heartbeats in a window', () => {
  it('are all seen when each tenant keeps its own phase', () => {
    expect(judge(every(9_200, 6), every(9_700, 6))).toEqual({
      due: 10,
      seen: 10,
      missed: 0,
      worstDeviationMs: 0,
    })
  })

  it('tell how far the worst one was off', () => {
    expect(judge([9_500, 10_500, 11_620, 12_500, 13_500, 14_500])).toMatchObject({
      missed: 0,
      worstDeviationMs: 120,
    })
  })

  it('are missed in the middle, at the end, and when an agent is silent', () => {
    expect(judge([9_500, 10_500, 12_500, 13_500, 14_500])).toMatchObject({ seen: 4, missed: 1 })
    expect(judge([9_500, 10_500, 11_500])).toMatchObject({ seen: 2, missed: 3 })
    expect(judge([9_500])).toMatchObject({ due: 5, seen: 0, missed: 5 })
    expect(judge([])).toMatchObject({ due: 4, seen: 0, missed: 4 })
  })

  it('are not due before the window, nor within the tolerance after it', () => {
    expect(judge([6_000, ...every(10_000, 6)])).toMatchObject({ seen: 6, missed: 0 })
    expect(judge(every(9_980, 5))).toMatchObject({ due: 4, seen: 4, missed: 0 })
  })

  it('may begin up to a period after the window, not later, when the phase is not known', () => {
    expect(judge(every(10_990, 5))).toMatchObject({ missed: 0, worstDeviationMs: 0 })
    expect(judge(every(11_400, 4))).toMatchObject({ missed: 0, worstDeviationMs: 400 })
    expect(judge(every(12_000, 4))).toMatchObject({ seen: 4, missed: 1 })
  })
})
