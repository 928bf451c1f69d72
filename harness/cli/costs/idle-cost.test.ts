import { expect, it } from 'vitest'
import { idleFigures, jitterFigures } from './idle-cost.ts'

it('an idle agent’s day is its heartbeats as measured and its keep-alives by formula', () => {
  const figures = idleFigures({ agents: 10, heartbeats: 40, ipBytes: 20_670, keepAlives: 5 })
  expect(figures.map(({ value }) => value)).toEqual([500, 288 * 500 + 6_400 * 134])
  expect(figures[1]?.against).toBe('288 heartbeats × 500 + by formula 6400 keep-alives × 134')
  expect(idleFigures({ agents: 10, heartbeats: 0, ipBytes: 134, keepAlives: 1 })).toEqual([])
})

it('jitter is what the distance of two heartbeats is off whole periods', () => {
  const counts = { tenants: 2, due: 5, seen: 5, missed: 1, worstDeviationMs: 30 }
  const jitterOf = (...strips: number[][]) => {
    const strip = strips.map((atMs, index) => ({ tenant: `t${index}`, atMs }))
    return jitterFigures({ ...counts, periodMs: 100_000, strip })[0]
  }
  const figure = jitterOf([0, 199_970], [5_000, 105_010, 205_010])
  expect(figure).toMatchObject({ value: 30, unit: 'ms of the roles’ time' })
  expect(figure?.against).toContain('3 distances of 2 agents')
  // Two at once are a whole period off, not a beat on time.
  expect(jitterOf([0, 20])?.value).toBe(99_980)
  expect(jitterOf([0])).toBeUndefined()
})
