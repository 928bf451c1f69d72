import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { GUID_BYTES, GuidTable } from './guid-table.ts'
import { IntColumn } from './int-column.ts'
import { TextColumn } from './text-column.ts'

/** Few different ones, so that keys come again; alike ones, so that slots collide. */
const guid = fc.tuple(fc.nat(3_000), fc.nat(3)).map(([number, last]) => {
  const bytes = Buffer.alloc(GUID_BYTES)
  bytes.writeUInt32BE(number, 0)
  bytes.writeUInt8(last, 15)
  return bytes
})

it('a table of GUIDs gives each key one row, over its growth', () => {
  fc.assert(
    fc.property(fc.array(guid, { maxLength: 4_000, size: 'max' }), (keys) => {
      const table = new GuidTable()
      const model = new Map<string, number>()
      for (const key of keys) {
        const name = key.toString('hex')
        expect(table.find(key)).toBe(model.get(name) ?? -1)
        const row = table.rowOf(key)
        if (!model.has(name)) model.set(name, row)
        expect(row).toBe(model.get(name))
      }
      expect(table.length).toBe(model.size)
      for (const [name, row] of model) expect(table.guidAt(row).toString('hex')).toBe(name)
    }),
    { numRuns: 8 },
  )
})

it('a table of GUIDs takes keys of 16 bytes only', () => {
  expect(() => new GuidTable().rowOf(Buffer.alloc(15))).toThrow('a key of 15 bytes')
})

it('columns hold what was written last, over their growth', () => {
  const edits = fc.array(fc.tuple(fc.nat(2_999), fc.string({ unit: 'grapheme', maxLength: 9 })))
  fc.assert(
    fc.property(edits, (changes) => {
      const texts = new TextColumn()
      const ints = new IntColumn()
      const model: string[] = []
      for (let row = 0; row < 3_000; row++) {
        texts.push(`text ${row}`)
        ints.push(row)
        model.push(`text ${row}`)
      }
      for (const [row, text] of changes) {
        texts.set(row, text)
        ints.set(row, -row)
        model[row] = text
      }
      expect(model.every((text, row) => texts.get(row) === text)).toBe(true)
      expect(changes.every(([row]) => ints.get(row) === -row)).toBe(true)
    }),
    { numRuns: 10 },
  )
})

it('a text longer than a slab is kept whole', () => {
  const texts = new TextColumn()
  const long = 'é'.repeat(1 << 20)
  texts.push('before')
  texts.push(long)
  texts.push('after')
  expect([texts.get(0), texts.get(1) === long, texts.get(2)]).toEqual(['before', true, 'after'])
})
