import { expect, test } from 'vitest'
import { operationsToLast } from './operations-to-last.ts'

test('Operations that lasted long enough are enough', () => {
  expect(operationsToLast(2_000, { operations: 8_000, tookMs: 2_000 })).toBeUndefined()
})

test('Those of a faster machine are made more, with a margin, and never many times more at once', () => {
  expect(operationsToLast(2_000, { operations: 8_000, tookMs: 1_000 })).toBe(20_000)
  expect(operationsToLast(2_000, { operations: 8_000, tookMs: 10 })).toBe(64_000)
  expect(operationsToLast(2_000, { operations: 8_000, tookMs: 0 })).toBe(64_000)
})
