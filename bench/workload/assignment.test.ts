import { expect, it } from 'vitest'
import { assignAccounts } from './assignment.ts'

it('takes every account once before any a second time, and counts its passwords up', () => {
  const { account, generation } = assignAccounts(25, 10, 3)
  for (const start of [0, 10]) {
    expect(new Set(account.subarray(start, start + 10)).size).toBe(10)
  }
  expect([...account.subarray(0, 10)]).not.toEqual(
    [...account.subarray(0, 10)].toSorted((a, b) => a - b),
  )
  const passwords = Array.from(account, (index, operation) => `${index}:${generation[operation]}`)
  expect(new Set(passwords).size).toBe(25)
  expect([...generation.subarray(20)]).toEqual([3, 3, 3, 3, 3])
})
