import { expect, it } from 'vitest'
import { untilHalfwayMs } from './away-from-heartbeat.ts'

it.each([
  [0, 150],
  [149, 1],
  [150, 0],
  [151, 299],
  [299, 151],
  [450, 0],
  [1_000, 50],
])('%i s after a heartbeat every 300 s it is halfway between two in %i s', (sinceMs, expected) => {
  expect(untilHalfwayMs(sinceMs, 300)).toBe(expected)
})
