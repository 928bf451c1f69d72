import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { PresenceFilter, SearchRequest } from 'ldapts'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import type { VariantName } from '../variants.ts'
import {
  addPerson,
  ExtendedNames,
  openTestDirectory,
  outcome,
  reset,
  SERVERNAME,
  STAFF,
  type TestDirectory,
} from './testing.ts'

let folder: string
let tls: Identity
let directory: TestDirectory

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
})
afterEach(() => directory.close())
afterAll(() => rm(folder, { recursive: true }))

const under = async (variant: VariantName) => {
  const firingsFile = join(folder, variant)
  directory = await openTestDirectory({ tls, faults: [variant], firingsFile })
  return directory
}

const firings = async (variant: VariantName) =>
  (await readFile(join(folder, variant), 'utf8')).split('\n').filter((line) => line === variant)

const ROOT_DSE = new SearchRequest({
  messageId: 7,
  baseDN: '',
  scope: 'base',
  attributes: ['supportedLDAPVersion'],
  filter: new PresenceFilter({ attribute: 'objectClass' }),
}).write()

/** Result code 0, no matched name, no text: what the last message ends with. */
const SUCCESS = Buffer.from('0a010004000400', 'hex')

/** The pieces in which the root DSE comes off the wire. */
async function rootDsePieces({ port, ca }: TestDirectory): Promise<Buffer[]> {
  const socket = connect({ host: '127.0.0.1', port, ca, servername: SERVERNAME })
  const pieces: Buffer[] = []
  socket.write(ROOT_DSE)
  for await (const piece of socket) {
    pieces.push(Buffer.from(piece))
    if (Buffer.concat(pieces).includes(SUCCESS)) break
  }
  return pieces
}

const people = async ({ administrator }: TestDirectory) => {
  const { searchEntries } = await administrator.search(STAFF, {
    filter: '(objectClass=user)',
    attributes: ['name'],
  })
  return searchEntries.map(({ name }) => name)
}

it('directory-widens-lengths gives each length four bytes', async () => {
  const [first] = await rootDsePieces(await under('directory-widens-lengths'))
  expect(first?.subarray(0, 2).toString('hex')).toBe('3084')
})

it('directory-splits-writes sends one byte first', async () => {
  const [first] = await rootDsePieces(await under('directory-splits-writes'))
  expect(first?.toString('hex')).toBe('30')
})

it('directory-respells-attributes writes capitals', async () => {
  const pieces = await rootDsePieces(await under('directory-respells-attributes'))
  expect(Buffer.concat(pieces).includes('SUPPORTEDLDAPVERSION')).toBe(true)
})

it('directory-respells-names names an entry so that the name still finds it', async () => {
  const { administrator } = await under('directory-respells-names')
  const person = await addPerson(directory, { rdn: 'Ölaf\\, the First' })
  const find = async (dn: string) => {
    const attributes = ['distinguishedName']
    return (await administrator.search(dn, { scope: 'base', attributes })).searchEntries[0]
  }
  const found = await find(person.dn)
  expect(found?.dn).toBe('cn=\\c3\\96laf\\2c the First, ou=\\53taff, dc=\\63orp, dc=\\74est')
  expect(found?.['distinguishedName']).toBe(found?.dn)
  expect(await find(found?.dn ?? '')).toEqual(found)
  const { searchEntries } = await administrator.search(
    person.dn,
    { scope: 'base', attributes: ['name'] },
    new ExtendedNames(''),
  )
  expect(searchEntries[0]?.dn).toMatch(/^<GUID=[^>]+>;<SID=[^>]+>;cn=/)
})

it('directory-speaks-samba refuses by the same code in other words', async () => {
  const { service } = await under('directory-speaks-samba')
  const { dn } = await addPerson(directory)
  const { code, text } = await outcome(service.modify(dn, reset('x')))
  expect(code).toBe(53)
  expect(text).toContain('check_password_restrictions')
})

it('directory-reverses-entries gives the last one first', async () => {
  await under('directory-reverses-entries')
  const first = await addPerson(directory)
  const second = await addPerson(directory)
  expect(await people(directory)).toEqual([second.name, first.name])
})

it('directory-adds-references to a search of a subtree only', async () => {
  const { administrator } = await under('directory-adds-references')
  const { searchReferences } = await administrator.search(STAFF)
  expect(searchReferences).toEqual([`ldap://elsewhere.corp.test/OU=Elsewhere,${STAFF}`])
  const only = await administrator.search(STAFF, { scope: 'base' })
  expect(only.searchReferences).toEqual([])
  expect(await firings('directory-adds-references')).toHaveLength(1)
})

it('directory-answers-later takes its time', async () => {
  await under('directory-answers-later')
  const tookMs: number[] = []
  for (let time = 0; time < 5; time++) {
    const startedAt = performance.now()
    await people(directory)
    tookMs.push(performance.now() - startedAt)
  }
  // The quickest: a busy machine is slow as well.
  expect(Math.min(...tookMs)).toBeGreaterThan(15)
})
