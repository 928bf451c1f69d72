import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as immediate } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuthority } from '../../../harness/target/trust/pki.ts'
import {
  addPerson,
  change,
  GOOD_PASSWORD,
  openTestDirectory,
  type Person,
  reset,
  SERVERNAME,
  type TestDirectory,
} from '../../directory/testing.ts'
import { REFUSED_FOR_MS } from './bind-gate.ts'
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

const openPool = (
  { user }: Person,
  password: string,
  more: { connections?: number; now?: () => number } = {},
) =>
  createDirectoryPool({
    host: '127.0.0.1',
    port: directory.port,
    servername: SERVERNAME,
    ca: directory.ca,
    user,
    password,
    connections: 1,
    timeoutMs: 5_000,
    now: () => 0,
    ...more,
  })

/** What a pool says whose service account is this one, and whether any work was begun. */
async function refusalOf(service: Person, password: string) {
  const pool = openPool(service, password)
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

async function wrongBinds({ dn }: Person) {
  const attributes = ['badPwdCount']
  const { searchEntries } = await directory.administrator.search(dn, { scope: 'base', attributes })
  return searchEntries[0]?.['badPwdCount']
}

it('a wrong password is told without it, and one bind is tried, none again', async () => {
  const service = await addPerson(directory)
  const { said, begun } = await refusalOf(service, 'Wrong-Canary-1')
  expect(said).toBe(
    'Error: LDAP result 49 80090308: the service account’s name or password is wrong (data 52e)',
  )
  expect(begun).toBe(false)
  expect(await wrongBinds(service)).toBe('1')
})

it('a wrong password is not tried again for five minutes, by any connection, and told all the same', async () => {
  const service = await addPerson(directory)
  let nowMs = 1_000
  const pool = openPool(service, 'Wrong-Canary-1', { connections: 4, now: () => nowMs })
  const ask = () => pool.run(async () => 'begun').catch((error: unknown) => String(error))
  // In turns of their own: what one turn asks goes over one connection.
  const askTogether = async () => {
    const asked: Promise<string>[] = []
    for (let at = 0; at < 8; at++) {
      asked.push(ask())
      await immediate()
    }
    return new Set(await Promise.all(asked))
  }
  expect(await askTogether()).toEqual(new Set([expect.stringMatching(/data 52e/)]))
  nowMs += REFUSED_FOR_MS - 1
  expect(await askTogether()).toEqual(new Set([expect.stringMatching(/data 52e/)]))
  expect(await wrongBinds(service)).toBe('1')
  nowMs += 1
  expect(await askTogether()).toEqual(new Set([expect.stringMatching(/data 52e/)]))
  expect(await wrongBinds(service)).toBe('2')
  await directory.administrator.modify(service.dn, reset('Wrong-Canary-1'))
  nowMs += REFUSED_FOR_MS
  expect(await askTogether()).toEqual(new Set(['begun']))
  await pool.close()
})
