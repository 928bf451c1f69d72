import { describe, expect, it } from 'vitest'
import { createShaper, jitterOf, rateOf } from './shape.ts'
import { slowDown } from './slowness.ts'

describe('a link of a rate', () => {
  it('sends the bits of each chunk and of its headers one after the other', () => {
    const pace = rateOf(8_000)
    // 448 + 52 bytes: 500 ms at 8 kbit/s.
    expect([pace(0, 0, 448), pace(0, 0, 448), pace(5_000, 5_000, 448)]).toEqual([500, 1_000, 5_500])
  })

  it('counts headers for every segment that an Ethernet would carry', () => {
    expect(rateOf(8_000)(0, 0, 2 * 1_448)).toBe(3_000)
  })
})

it('jitter delays by what is drawn', () => {
  expect(jitterOf(100, () => 0.25)(1_000, 1_000, 1)).toBe(1_025)
})

it('a slow link’s directions do not wait for each other, and are as before when it is undone', () => {
  const shaper = createShaper()
  const undo = slowDown(shaper, { bitsPerSecond: 8_000, delayMs: 100 }, 'both')
  expect(shaper.shapes.outbound.dueMs(0, 448)).toBe(600)
  expect(shaper.shapes.inbound.dueMs(0, 448)).toBe(600)
  undo()
  expect(shaper.shapes.outbound.isOpen()).toBe(true)
  expect(shaper.shapes.inbound.isOpen()).toBe(true)
})
