import { BerWriter } from 'ldapts'
import { describe, expect, it } from 'vitest'
import { changeChanges, resetChanges } from './changes.ts'

const OLD = 'Spring-2026-kept'
const NEW = 'Autumn-2026-meant'
const bytesOf = (password: string) => Buffer.from(`"${password}"`, 'utf16le')

describe.each([
  ['a reset', resetChanges(NEW, true), [NEW]],
  ['a change', changeChanges(OLD, NEW), [OLD, NEW]],
] as const)('%s', (_name, changes, passwords) => {
  it('carries its passwords to the directory', () => {
    const writer = new BerWriter()
    for (const change of changes) change.write(writer)
    for (const password of passwords) expect(writer.buffer.includes(bytesOf(password))).toBe(true)
  })

  it('shows none of them to a debug log', () => {
    const json = JSON.stringify(changes)
    expect(json).toContain('unicodePwd')
    for (const password of passwords) {
      expect(json).not.toContain(password)
      expect(json).not.toContain([...bytesOf(password)].join(','))
    }
  })
})
