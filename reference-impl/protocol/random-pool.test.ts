import { expect, it } from 'vitest'
import { drawBytes } from './random-pool.ts'

it('gives as many bytes as asked, each of them once, over many blocks and beyond one', () => {
  const drawn = Array.from({ length: 2_000 }, () => drawBytes(12))
  expect(new Set(drawn.map((bytes) => bytes.toString('hex'))).size).toBe(2_000)
  expect(drawBytes(10_000)).toHaveLength(10_000)
  // What was given stays as it is while more is drawn.
  const first = drawBytes(12)
  const copy = Buffer.from(first)
  for (let more = 0; more < 1_000; more++) drawBytes(32)
  expect(first).toEqual(copy)
})
