import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { HashIndex } from './hash-index.ts'

it('answers as a map does, whatever comes and goes', () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 150 })), {
    minLength: 300,
    maxLength: 600,
  })
  fc.assert(
    fc.property(steps, (all) => {
      const index = new HashIndex<{ readonly key: string }>(({ key }) => key)
      const map = new Map<string, { readonly key: string }>()
      for (const [adds, number] of all) {
        const key = `${number * 7919}`
        if (adds) {
          const item = { key }
          map.set(key, item)
          index.add(item)
        } else {
          map.delete(key)
          index.remove(key)
        }
      }
      for (let at = 0; at <= 150; at++)
        expect(index.get(`${at * 7919}`)).toBe(map.get(`${at * 7919}`))
    }),
    { numRuns: 40 },
  )
})
