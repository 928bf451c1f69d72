import { expect, it } from 'vitest'
import { courseOf } from './intervals.ts'

it('puts planned, sent and completed operations into the second in which each happened', () => {
  const course = courseOf(Float64Array.of(0, 900, 1_500, 1_600), {
    takenMs: Float64Array.of(1, 902, 1_500, Number.NaN),
    dispatchedMs: Float64Array.of(1, 1_100, 1_500, Number.NaN),
    doneMs: Float64Array.of(50, 1_400, 2_250, Number.NaN),
    outcome: new Uint8Array(4),
  })
  expect(course).toEqual([
    {
      startMs: 0,
      planned: 2,
      sent: 1,
      completed: 1,
      inFlight: 0,
      lagP99Us: 2_000,
      responseP50Us: 50_000,
      responseP99Us: 50_000,
    },
    {
      startMs: 1_000,
      planned: 2,
      sent: 2,
      completed: 1,
      inFlight: 1,
      lagP99Us: 0,
      responseP50Us: 500_000,
      responseP99Us: 500_000,
    },
    {
      startMs: 2_000,
      planned: 0,
      sent: 0,
      completed: 1,
      inFlight: 0,
      lagP99Us: 0,
      responseP50Us: 750_000,
      responseP99Us: 750_000,
    },
  ])
})
