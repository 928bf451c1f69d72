import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuthority } from '../../../harness/target/trust/pki.ts'
import {
  addPerson,
  change,
  GOOD_PASSWORD,
  openTestDirectory,
  type Person,
  SERVERNAME,
  type TestDirectory,
} from '../../directory/testing.ts'
import { createDirectoryPool } from './directory-pool.ts'

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

/** What a pool says whose service account is this one, and whether any work was begun. */
async function refusalOf(service: Person, password: string) {
  const { port, ca } = directory
  const pool = createDirectoryPool({
    host: '127.0.0.1',
    port,
    servername: SERVERNAME,
    ca,
    user: service.user,
    password,
    connections: 1,
    timeoutMs: 5_000,
  })
  let begun = false
  const said = await pool
    .run(async () => {
      begun = true
    })
    .catch((error: unknown) => String(error))
  await pool.close()
  return { said, begun }
}

it.each([
  ['disabled', 'userAccountControl', '514', 'is disabled (data 533)'],
  ['expired', 'accountExpires', '134000000000000000', 'has expired (data 701)'],
  ['with a password to change', 'pwdLastSet', '0', 'must change its password first (data 773)'],
])(
  'a service account %s is told as that, and nothing is asked',
  async (_name, type, value, why) => {
    const service = await addPerson(directory)
    await directory.administrator.modify(service.dn, change('replace', type, value))
    const { said, begun } = await refusalOf(service, GOOD_PASSWORD)
    expect(said).toBe(`Error: LDAP result 49 80090308: the service account ${why}`)
    expect(begun).toBe(false)
  },
)

it('a wrong password is told without it, and one bind is tried, none again', async () => {
  const service = await addPerson(directory)
  const { said, begun } = await refusalOf(service, 'Wrong-Canary-1')
  expect(said).toBe(
    'Error: LDAP result 49 80090308: the service account’s name or password is wrong (data 52e)',
  )
  expect(begun).toBe(false)
  const { searchEntries } = await directory.administrator.search(service.dn, {
    scope: 'base',
    attributes: ['badPwdCount'],
  })
  expect(searchEntries[0]?.['badPwdCount']).toBe('1')
})
