import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { UpdateLog } from './update-log.ts'

it('gives each item once, in the order of last updates, over many chunks', () => {
  fc.assert(
    fc.property(fc.integer({ min: 4_000, max: 12_000 }), fc.nat(), (count, seed) => {
      const items = Array.from({ length: 3_000 }, () => ({ uSNChanged: 0 }))
      const log = new UpdateLog<{ uSNChanged: number }>()
      const update = (at: number, usn: number) => {
        const item = items[at % items.length]
        if (item === undefined) return
        const before = item.uSNChanged
        item.uSNChanged = usn
        log.note(item, before)
      }
      for (let usn = 1; usn <= count; usn++) update(Math.imul(usn ^ seed, 0x9e3779b1) >>> 8, usn)
      const from = Math.floor(count / 2)
      const wanted = items
        .map(({ uSNChanged }) => uSNChanged)
        .filter((usn) => usn >= Math.max(from, 1))
      const found = [...log.since(from)].map(({ uSNChanged }) => uSNChanged)
      expect(found).toEqual(wanted.toSorted((a, b) => a - b))
    }),
    { numRuns: 30 },
  )
})
