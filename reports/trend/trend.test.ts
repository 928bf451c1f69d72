import { describe, expect, it } from 'vitest'
import { chance, normal } from '../fixtures/chance.ts'
import { HOSTILE, loadResult } from '../fixtures/results.ts'
import type { Result } from '../model/result.ts'
import { changePoints } from './change-points.ts'
import { renderTrend } from './page.ts'
import { trendOf } from './trend.ts'

const DAY_MS = 86_400_000

/** Runs, one a day, whose only figure has these values. */
const history = (values: readonly number[]): Result[] =>
  values.map((value, day) => ({
    ...loadResult(),
    startedAt: Date.UTC(2026, 0, 1) + day * DAY_MS,
    load: [],
    links: [],
    messageSizes: [],
    figures: [{ name: 'reset, p50', value, unit: 'ms' }],
  }))

describe('change points', () => {
  const random = chance(5)
  const around = (level: number, runs: number) =>
    Array.from({ length: runs }, () => level + normal(random))

  it.each([
    ['one step', [...around(20, 8), ...around(30, 8)], [8]],
    ['up and back', [...around(20, 8), ...around(30, 6), ...around(20, 8)], [8, 14]],
    ['two steps', [...around(20, 6), ...around(30, 6), ...around(40, 6)], [6, 12]],
    ['counts without any spread', [0, 0, 0, 1, 1, 1], [3]],
    ['one outlier', [20, 20.5, 19.7, 20.2, 60, 20.1, 19.9, 20.4, 20], []],
    ['too few runs', [20, 20, 30, 30], []],
    ['equal values that do not add up exactly', Array.from({ length: 16 }, () => 1.42), []],
    ['nothing', [], []],
  ])('%s', (_, values, expected) => {
    expect(changePoints(values)).toEqual(expected)
  })

  it('finds one in at most 5 of 100 histories in which nothing changed', () => {
    const wrong = Array.from({ length: 300 }, () => changePoints(around(20, 20)).length > 0)
    expect(wrong.filter(Boolean).length).toBeLessThanOrEqual(15)
  })
})

describe('history', () => {
  const step = [20, 20.1, 19.9, 20, 30, 30.1, 29.9, 30]

  it('is in the order of time, and puts what changed first', () => {
    const [first] = trendOf(history(step).toReversed())
    expect(first).toMatchObject({ name: 'reset, p50', changes: [4] })
    expect(first?.points.map(({ value }) => value)).toEqual(step)
  })

  it('says on its page from when on, and obeys nothing of a result', () => {
    const results = history(step).map((run) => ({
      ...run,
      figures: run.figures.map((figure) => ({ ...figure, name: HOSTILE })),
    }))
    const page = renderTrend(results)
    expect(page).toContain('1 of 3 metrics changed')
    expect(page).toContain('from 2026-01-05 00:00:00 UTC on, commit 0123456789ab')
    expect(page.match(/<svg [^>]*class="wide"/g)).toHaveLength(1)
    expect(page).not.toContain('<script')
  })
})
