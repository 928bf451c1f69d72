import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createCanaryFinder } from './canary.ts'

const SECRET = 'Zk7!pässwörd-Canary'
const WRITTEN: Readonly<Record<string, (bytes: Buffer) => string>> = {
  'plain text': (bytes) => bytes.toString('latin1'),
  base64: (bytes) => bytes.toString('base64'),
  hex: (bytes) => bytes.toString('hex'),
}

it.each(Object.entries(WRITTEN))('finds a secret in %s, wherever it begins', (name, write) => {
  const finder = createCanaryFinder([SECRET])
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 9 }),
      fc.uint8Array({ maxLength: 9 }),
      (before, after) => {
        const bytes = Buffer.concat([before, Buffer.from(SECRET), after])
        expect(finder.find(Buffer.from(write(bytes), 'latin1'))).toContain(name)
      },
    ),
  )
})

it('finds a secret in UTF-16, in URLs and in JSON', () => {
  const finder = createCanaryFinder(['a"b&c d'])
  expect(finder.find(Buffer.from('xa"b&c dy', 'utf16le'))).toEqual(['UTF-16'])
  expect(finder.find(Buffer.from('?p=a%22b%26c%20d&q'))).toEqual(['URL form'])
  expect(finder.find(Buffer.from('{"p":"a\\"b&c d"}'))).toEqual(['JSON string'])
  const wide = Buffer.from('a"b&c d', 'utf16le')
  expect(finder.find(Buffer.from(wide.toString('base64')))).toEqual(['base64 of UTF-16'])
})

it('finds nothing where there is nothing', () => {
  const finder = createCanaryFinder([SECRET])
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(finder.find(Buffer.from(bytes))).toEqual([])
    }),
  )
})
