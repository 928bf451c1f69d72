import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import {
  addPerson,
  GOOD_PASSWORD,
  openTestDirectory,
  outcome,
  SERVERNAME,
  type TestDirectory,
} from './testing.ts'

let folder: string
let tls: Identity
let directory: TestDirectory

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
  directory = await openTestDirectory({ tls })
})

afterAll(async () => {
  await directory.close()
  await rm(folder, { recursive: true })
})

it('compares a value as a search does, whatever the case of its letters', async () => {
  const { service } = directory
  const { dn, name } = await addPerson(directory, { displayName: 'Ada Lovelace' })
  expect(await service.compare(dn, 'DISPLAYNAME', 'ada lovelace')).toBe(true)
  expect(await service.compare(dn, 'displayName', 'Ada')).toBe(false)
  expect(await service.compare(dn, 'sAMAccountName', name)).toBe(true)
  const before = await directory.role.drain()
  await service.compare(dn, 'displayName', 'Ada')
  expect((await directory.role.drain())['refused']).toBe(before['refused'])
})

it('refuses to compare what is not there, a password above all, and for whom it does not know', async () => {
  const { service } = directory
  const { dn } = await addPerson(directory)
  const compared = (attribute: string) => outcome(service.compare(dn, attribute, GOOD_PASSWORD))
  expect(await compared('unicodePwd')).toMatchObject({ code: 16 })
  expect(await compared('mail')).toMatchObject({ code: 16 })
  expect(await outcome(service.compare(`CN=none,${dn}`, 'cn', 'x'))).toMatchObject({ code: 32 })
  expect(await outcome(directory.connect().compare(dn, 'cn', 'x'))).toMatchObject({ code: 1 })
})
