import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import {
  addPerson,
  attribute,
  bindData,
  GOOD_PASSWORD,
  HEAD,
  openTestDirectory,
  outcome,
  SERVERNAME,
  STAFF,
  type TestDirectory,
} from './testing.ts'

let folder: string
let directory: TestDirectory

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  const tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
  directory = await openTestDirectory({ tls })
})

afterAll(async () => {
  await directory.close()
  await rm(folder, { recursive: true })
})

const nameOf = async (account: string) => {
  const { searchEntries } = await directory.administrator.search(HEAD, {
    scope: 'sub',
    filter: `(sAMAccountName=${account})`,
    attributes: ['distinguishedName'],
  })
  return searchEntries[0]?.['distinguishedName']
}

it('renames and moves a unit; the accounts below follow, by their new names only', async () => {
  const { administrator } = directory
  const [old, next] = [`OU=Sales,${STAFF}`, `OU=Trade,${HEAD}`]
  await administrator.add(old, [attribute('objectClass', 'organizationalUnit')])
  const person = await addPerson(directory)
  await administrator.modifyDN(person.dn, `CN=Some One,${old}`)
  expect(await nameOf(person.name)).toBe(`CN=Some One,${old}`)
  await administrator.modifyDN(old, next)
  expect(await nameOf(person.name)).toBe(`CN=Some One,${next}`)
  const options = { scope: 'base' } as const
  expect(await outcome(administrator.search(`CN=Some One,${old}`, options))).toMatchObject({
    code: 32,
  })
  expect(await bindData(directory, `CN=Some One,${next}`, GOOD_PASSWORD)).toBe('0')
})

it('refuses a name in use, a place below itself, and who is no administrator', async () => {
  const { administrator, service } = directory
  const [a, b] = [await addPerson(directory), await addPerson(directory)]
  expect(await outcome(administrator.modifyDN(a.dn, b.dn))).toMatchObject({ code: 68 })
  expect(
    await outcome(administrator.modifyDN(STAFF, `OU=Staff,OU=Staff,${STAFF}`)),
  ).not.toMatchObject({ code: 0 })
  expect(await outcome(administrator.modifyDN(STAFF, `OU=Inner,${STAFF}`))).toMatchObject({
    code: 53,
  })
  expect(await outcome(service.modifyDN(a.dn, `CN=other,${STAFF}`))).toMatchObject({ code: 50 })
})
