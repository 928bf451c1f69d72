import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createDrivenClock } from '../clock.ts'
import { createExpirySchedule, type Expiring } from './expiry.ts'

const EPOCH_MS = 1_000_000

it('ends each at its time, in order, and not what was taken out', async () => {
  const entries = fc.array(
    fc.record({ afterMs: fc.integer({ min: 1, max: 500 }), removed: fc.boolean() }),
    { maxLength: 60, size: 'max' },
  )
  await fc.assert(
    fc.asyncProperty(entries, async (given) => {
      // Real time stands still: only the steps move the clock.
      const clock = createDrivenClock(EPOCH_MS, () => 0)
      const schedule = createExpirySchedule(clock)
      const ended: { dueMs: number; atMs: number }[] = []
      const all = given.map(({ afterMs, removed }) => {
        const expiresAtMs = EPOCH_MS + afterMs
        const expire = () => ended.push({ dueMs: expiresAtMs, atMs: clock.now() })
        return { removed, one: { expiresAtMs, expire } satisfies Expiring }
      })
      for (const { one } of all) schedule.add(one)
      for (const { one, removed } of all) if (removed) schedule.remove(one)
      const kept = all.filter(({ removed }) => !removed).map(({ one }) => one.expiresAtMs)
      expect(clock.nextDueMs() === null).toBe(kept.length === 0)
      await clock.stepTo(EPOCH_MS + 501)
      clock.stop()
      expect(ended.map(({ dueMs }) => dueMs)).toEqual(kept.toSorted((a, b) => a - b))
      expect(ended.every(({ dueMs, atMs }) => dueMs === atMs)).toBe(true)
      expect(clock.nextDueMs()).toBeNull()
    }),
    { numRuns: 200 },
  )
})
