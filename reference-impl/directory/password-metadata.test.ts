import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import {
  addPerson,
  change,
  GOOD_PASSWORD,
  openTestDirectory,
  outcome,
  reset,
  SERVERNAME,
  type TestDirectory,
} from './testing.ts'

const METADATA = 'replPropertyMetaData'
/** Of one attribute: version 1, one row; `unicodePwd`, then its version. */
const ONE_ROW = '010000000000000001000000000000005a000900'

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

async function metadataOf(dn: string): Promise<Buffer> {
  const { searchEntries } = await directory.administrator.search(dn, {
    scope: 'base',
    attributes: [METADATA],
    explicitBufferAttributes: [METADATA],
  })
  const value = searchEntries[0]?.[METADATA]
  if (!Buffer.isBuffer(value)) throw new TypeError('no metadata')
  return value
}

it('counts each write of the password that was done, and nothing else, with the time of the last', async () => {
  const { dn } = await addPerson(directory)
  const versions = [(await metadataOf(dn)).readUInt32LE(20)]
  for (const changes of [
    reset('Second-Passw0rd'),
    reset('Sh0rt'),
    reset('Second-Passw0rd'),
    change('replace', 'lockoutTime', '0'),
    [change('replace', 'pwdLastSet', '0'), ...reset(GOOD_PASSWORD)],
  ]) {
    await outcome(directory.service.modify(dn, changes))
    versions.push((await metadataOf(dn)).readUInt32LE(20))
  }
  expect(versions).toEqual([1, 2, 2, 3, 3, 4])
  const metadata = await metadataOf(dn)
  expect(metadata.subarray(0, 20).toString('hex')).toBe(ONE_ROW)
  const seconds = Number(metadata.readBigInt64LE(24)) - 11_644_473_600
  expect(seconds).toBe(Math.floor(directory.clock.now() / 1_000))
})

it('tells it only to who asks for it by name, and of nobody without a password', async () => {
  const person = await addPerson(directory)
  const all = await directory.administrator.search(person.dn, { scope: 'base' })
  expect(all.searchEntries[0]).not.toHaveProperty(METADATA)
  const { searchEntries } = await directory.administrator.search('DC=corp,DC=test', {
    scope: 'base',
    attributes: [METADATA],
  })
  expect(searchEntries[0]?.[METADATA]).toEqual([])
})
