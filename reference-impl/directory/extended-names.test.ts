import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Control } from 'ldapts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import {
  addPerson,
  attribute,
  ExtendedNames,
  openTestDirectory,
  outcome,
  type Person,
  SERVERNAME,
  STAFF,
  type TestDirectory,
} from './testing.ts'

const IN_HEX = '3003020100'
const AS_TEXT = '3003020101'
const NEITHER = '3003020102'
const TEAM = `CN=Team,${STAFF}`

let folder: string
let directory: TestDirectory
let person: Person
let guid: string
let sid: string

const hexOf = (value: unknown) => (Buffer.isBuffer(value) ? value.toString('hex') : '')
const read = (base: string, control: Control | undefined, ...attributes: string[]) =>
  directory.administrator.search(
    base,
    { scope: 'base', attributes, explicitBufferAttributes: ['objectGUID', 'objectSid'] },
    control,
  )
const nameOf = async (base: string, control: Control) =>
  (await read(base, control, 'cn')).searchEntries[0]?.dn

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  const tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
  directory = await openTestDirectory({ tls })
  person = await addPerson(directory)
  await directory.administrator.add(TEAM, [
    attribute('objectClass', 'group'),
    attribute('member', person.dn),
  ])
  const { searchEntries } = await read(person.dn, undefined, 'objectGUID', 'objectSid')
  guid = hexOf(searchEntries[0]?.['objectGUID'])
  sid = hexOf(searchEntries[0]?.['objectSid'])
})

afterAll(async () => {
  await directory.close()
  await rm(folder, { recursive: true })
})

it('writes GUID and SID before a name in the hex of their bytes, also where nothing is said', async () => {
  const known = `<GUID=${guid}>;<SID=${sid}>;${person.dn}`
  expect(await nameOf(person.dn, new ExtendedNames(IN_HEX))).toBe(known)
  expect(await nameOf(person.dn, new ExtendedNames(''))).toBe(known)
  const { searchEntries } = await read(person.dn, new ExtendedNames(''), 'distinguishedName')
  expect(searchEntries[0]?.['distinguishedName']).toBe(known)
})

it('writes them as people read them, and finds the entry by either', async () => {
  const name = (await nameOf(person.dn, new ExtendedNames(AS_TEXT))) ?? ''
  const [, guidText, sidText, dn] =
    /^(<GUID=[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}>);(<SID=S-1-5-21(?:-\d+){4}>);(.*)$/.exec(
      name,
    ) ?? []
  expect(dn).toBe(person.dn)
  for (const base of [guidText, sidText]) {
    expect((await read(base ?? '', undefined, 'cn')).searchEntries[0]?.dn).toBe(person.dn)
  }
})

it('extends the names among an entry’s values, too, and writes no SID where there is none', async () => {
  const { searchEntries } = await read(TEAM, new ExtendedNames(IN_HEX), 'member', 'cn')
  expect(searchEntries[0]?.['member']).toBe(`<GUID=${guid}>;<SID=${sid}>;${person.dn}`)
  expect(searchEntries[0]?.['cn']).toBe('Team')
  expect(await nameOf(STAFF, new ExtendedNames(IN_HEX))).toMatch(/^<GUID=[0-9a-f]{32}>;OU=Staff,/)
})

it('refuses another form when the control is critical, and ignores it else', async () => {
  expect(await outcome(nameOf(person.dn, new ExtendedNames(NEITHER)))).toMatchObject({ code: 12 })
  expect(await nameOf(person.dn, new ExtendedNames(NEITHER, false))).toBe(person.dn)
})
