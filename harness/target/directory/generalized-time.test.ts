import { expect, it } from 'vitest'
import { generalizedTimeMs } from './generalized-time.ts'

it.each([
  ['20261123170405.0Z', Date.UTC(2026, 10, 23, 17, 4, 5)],
  ['20260101000000Z', Date.UTC(2026, 0, 1)],
  ['20261123170405.0+0100', undefined],
  ['', undefined],
  [undefined, undefined],
])('reads %s', (text, ms) => {
  expect(generalizedTimeMs(text)).toBe(ms)
})
