import { expect, it } from 'vitest'
import { isUndisturbed, stolenTicks, watchStolenTime } from './stolen-time.ts'

it('reads what the host took of all processors together', () => {
  expect(stolenTicks('cpu  10 20 30 40 50 60 70 80 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n')).toBe(80)
  expect(stolenTicks('intr 1')).toBeUndefined()
})

it('a second is undisturbed when nothing was taken from before it until after it', () => {
  const samples = [0, 100, 1_100, 2_100, 3_100].map((atMs, index) => ({
    atMs,
    ticks: [5, 5, 5, 6, 6][index] ?? 0,
  }))
  const isSo = (fromMs: number) => isUndisturbed(samples, { fromMs, untilMs: fromMs + 1_000 })
  expect([0, 100, 150, 1_100, 2_100].map(isSo)).toEqual([true, true, false, false, true])
  // Nobody looked before the beginning, or after the end.
  expect([-1, 2_200].map(isSo)).toEqual([false, false])
})

it('looks at the beginning and at the end at least', () => {
  let nowMs = 0
  const watch = watchStolenTime(() => nowMs)
  nowMs = 5
  expect(watch.stop().map(({ atMs }) => atMs)).toEqual([0, 5])
})
