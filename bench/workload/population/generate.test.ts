import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDn } from './dn.ts'
import { generatePopulation } from './generate.ts'
import { readLdif } from './ldif.ts'
import { isProtected, splitMemberships } from './memberships.ts'
import { readPopulation } from './read.ts'
import { writeLdif } from './write-ldif.ts'

const OPTIONS = { people: 1000, seed: 1, domain: 'corp.test', baseDn: 'OU=People,DC=corp,DC=test' }
const SHIPPED = join(import.meta.dirname, 'people-1000.ldif')
const COMMENT = 'Made up by generatePopulation: 1000 people, seed 1'

const { entries } = generatePopulation(OPTIONS)
const users = entries.filter(({ kind }) => kind === 'user')
const longest = (name: string) => Math.max(...values(name).map((value) => value.length))
const values = (name: string) => users.map(({ attributes }) => attributes[name]?.[0] ?? '')

describe('the generated population', () => {
  it('is what the shipped file holds (run vitest with --update after a change)', async () => {
    await expect(writeLdif(entries, COMMENT)).toMatchFileSnapshot(SHIPPED)
  })

  it('comes back from its file entry by entry, and passes every check', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'population-'))
    try {
      const file = join(folder, 'p.ldif')
      await writeFile(file, writeLdif(entries, COMMENT).replaceAll('\n', '\r\n'))
      const read = await readPopulation(file)
      expect(read.entries.map((entry) => ({ ...entry, line: 0 }))).toEqual(entries)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('keeps values that LDIF cannot hold as they are', () => {
    const odd = [' a', 'b ', ':c', '<d', 'e\r\nf', 'é', '', `${'x'.repeat(200)} `]
    const entry = { kind: 'ou', dn: 'OU=odd,DC=test', line: 4 } as const
    const attributes = { objectClass: ['organizationalUnit'], description: odd }
    const text = writeLdif([{ ...entry, attributes }], COMMENT)
    // Editors and mail strip such spaces.
    expect(text).not.toMatch(/[^:] $/m)
    const read = readLdif(text)
    expect(read).toEqual({ entries: [{ ...entry, attributes }], problems: [] })
  })

  it('is another for another seed', () => {
    const other = generatePopulation({ ...OPTIONS, seed: 2 })
    expect(other.entries).not.toEqual(entries)
  })

  it('has unique ASCII account names, and principal names up to 113 characters', () => {
    expect(users).toHaveLength(1000)
    for (const name of ['sAMAccountName', 'userPrincipalName']) {
      expect(new Set(values(name)).size).toBe(1000)
      for (const value of values(name)) expect(value).toMatch(/^[\x21-\x7e]+$/)
    }
    expect(longest('sAMAccountName')).toBeLessThanOrEqual(20)
    expect(longest('userPrincipalName')).toBe(113)
  })

  it('has names in many scripts, long ones, and every special character in a distinguished name', () => {
    const names = values('displayName').join(' ')
    for (const script of [
      'Latin',
      'Greek',
      'Cyrillic',
      'Arabic',
      'Hebrew',
      'Devanagari',
      'Thai',
      'Han',
      'Hiragana',
      'Hangul',
    ]) {
      expect(names).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'))
    }
    expect(names).toMatch(/[\u{20000}-\u{2ffff}]/u)
    const commonNames = users.map(({ dn }) => parseDn(dn)?.[0]?.value ?? '')
    expect(Math.max(...commonNames.map((name) => name.length))).toBeGreaterThan(58)
    expect(Math.max(...commonNames.map((name) => name.length))).toBeLessThanOrEqual(64)
    for (const special of [
      /^ /,
      /^#/,
      / $/,
      ...',+"\\<>;=/'.split('').map((character) => new RegExp(`\\${character}`)),
    ]) {
      expect(commonNames.some((name) => special.test(name))).toBe(true)
    }
  })

  it('has one protected administrator, and groups whose members all exist before them', () => {
    expect(users.filter(isProtected)).toHaveLength(1)
    const { memberships, entries: addable } = splitMemberships(entries)
    expect(memberships).toEqual([
      {
        groupDn: 'CN=Domain Admins,CN=Users,DC=corp,DC=test',
        memberDn: users.find(isProtected)?.dn,
      },
    ])
    const before = new Set<string>()
    let members = 0
    for (const { dn, attributes } of addable) {
      expect(attributes).not.toHaveProperty('memberOf')
      for (const member of attributes['member'] ?? []) {
        members++
        expect(before).toContain(member)
      }
      before.add(dn)
    }
    expect(members).toBe(1000 + 7 + 2)
  })
})
