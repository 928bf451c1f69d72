import { expect, it } from 'vitest'
import { passwordFor } from './passwords.ts'

const passwords = Array.from({ length: 2_000 }, (_, index) => passwordFor('k', index, index % 3))

it('gives each account and generation a password of its own, the same each time', () => {
  expect(new Set(passwords).size).toBe(passwords.length)
  expect(passwordFor('k', 5, 2)).toBe(passwords[5])
  expect(passwordFor('k', 5, 3)).not.toBe(passwords[5])
  expect(passwordFor('other', 5, 2)).not.toBe(passwords[5])
})

it('satisfies length and complexity, and holds no part of any name', () => {
  for (const password of passwords) {
    expect(password.length).toBeGreaterThanOrEqual(16)
    for (const charClass of [/[A-Z]/, /[a-z]/, /\d/, /,/]) expect(password).toMatch(charClass)
    // Three characters in a row that a name could hold are what the complexity rule looks for.
    expect(password).not.toMatch(/[^,]{3}/)
  }
})
