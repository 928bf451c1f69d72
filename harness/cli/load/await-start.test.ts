import { expect, it } from 'vitest'
import { awaitStart, READY_WITHIN_MS } from './await-start.ts'

const DAY_MS = 24 * 60 * 60_000

/** A clock that a wait moves, and the waits. */
function clock() {
  let nowMs = 0
  const waits: number[] = []
  return {
    waits,
    now: () => nowMs,
    async wait(ms: number) {
      waits.push(ms)
      nowMs += ms
    },
  }
}

it('waits until a generator has just the time to get ready', async () => {
  const time = clock()
  await awaitStart({ startAt: 60_000 }, time)
  expect(time.waits).toEqual([60_000 - READY_WITHIN_MS])
})

it('waits longer than one timer can', async () => {
  const time = clock()
  await awaitStart({ startAt: 30 * DAY_MS }, time)
  expect(time.now()).toBe(30 * DAY_MS - READY_WITHIN_MS)
  expect(time.waits).toHaveLength(2)
})

it('does not wait where there is no time to, nothing is named, or the run is interrupted', async () => {
  const time = clock()
  await awaitStart({ startAt: READY_WITHIN_MS }, time)
  await awaitStart({}, time)
  await awaitStart({ startAt: 60_000, signal: AbortSignal.abort() }, time)
  expect(time.waits).toEqual([])
})
