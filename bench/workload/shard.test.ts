import { expect, it } from 'vitest'
import { assignAccounts } from './assignment.ts'
import { createSchedule } from './schedule.ts'
import { sliceStorm } from './shard.ts'

const SEED = 7
const { dueMs } = createSchedule({
  kind: 'poisson',
  ratePerSecond: 100,
  durationMs: 20_000,
  seed: SEED,
})
const whole = {
  dueMs,
  ...assignAccounts(dueMs.length, 500, SEED),
  intent: Uint16Array.from(dueMs.keys(), (operation) => operation % 7),
}
const rows = (storm: typeof whole) =>
  Array.from(storm.dueMs, (due, operation) =>
    [due, storm.account[operation], storm.generation[operation], storm.intent[operation]].join(),
  )

it.each([1, 2, 3, 8])(
  'the slices of %i shards are disjoint and together the whole schedule',
  (count) => {
    const slices = Array.from({ length: count }, (_, index) => sliceStorm(whole, { index, count }))
    const all = slices.flatMap(rows)
    expect(all.toSorted()).toEqual(rows(whole).toSorted())
    const owners = slices.map(({ account }) => new Set(account))
    expect(owners.reduce((sum, { size }) => sum + size, 0)).toBe(new Set(whole.account).size)
    for (const { dueMs: due } of slices) {
      expect(due).toEqual(due.toSorted())
      expect(due.length).toBeGreaterThan((0.7 * dueMs.length) / count)
    }
  },
)

it('no shard leaves a thread without work that deals accounts by their number', () => {
  const { account } = sliceStorm(whole, { index: 0, count: 2 })
  const even = account.filter((each) => each % 2 === 0).length
  expect(even / account.length).toBeGreaterThan(0.3)
  expect(even / account.length).toBeLessThan(0.7)
})

it('a try that follows another is in the same slice, and follows it there', () => {
  const { account } = whole
  const last = new Map<number, number>()
  const follows = Int32Array.from(account, (whose, operation) => {
    const before = last.get(whose) ?? -1
    last.set(whose, operation)
    return before
  })
  const slice = sliceStorm({ ...whole, follows }, { index: 1, count: 3 })
  const followed = slice.follows ?? new Int32Array()
  expect(followed.some((before) => before >= 0)).toBe(true)
  for (const [operation, before] of followed.entries()) {
    if (before < 0) continue
    expect(before).toBeLessThan(operation)
    expect(slice.account[before]).toBe(slice.account[operation])
    expect(slice.generation[before]).toBe((slice.generation[operation] ?? 0) - 1)
  }
})
