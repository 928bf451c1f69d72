import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SearchOptions } from 'ldapts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import {
  attribute,
  HEAD,
  openTestDirectory,
  SERVERNAME,
  STAFF,
  type TestDirectory,
} from './testing.ts'

const MEMBERS = 3_100
const GROUP = `CN=Everyone,${STAFF}`

let folder: string
let tls: Identity
let directory: TestDirectory
let members: readonly string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
  const generate = {
    accounts: MEMBERS,
    prefix: 'member',
    organizationalUnit: 'Generated',
    passwordSeed: 'a seed for a large group',
  }
  directory = await openTestDirectory({ tls, secrets: { generate } })
  const paged: SearchOptions = { scope: 'one', attributes: ['cn'], paged: true }
  const found = await directory.administrator.search(`OU=Generated,${HEAD}`, paged)
  members = found.searchEntries.map(({ dn }) => dn)
  await directory.administrator.add(GROUP, [
    attribute('objectClass', 'group'),
    attribute('member', ...members),
  ])
})

afterAll(async () => {
  await directory.close()
  await rm(folder, { recursive: true })
})

/** What a search for these attributes answers with, without the name: type → how many values. */
const read = async (...attributes: string[]) => {
  const asked: SearchOptions = { scope: 'base', attributes }
  const [entry = { dn: '' }] = (await directory.service.search(GROUP, asked)).searchEntries
  const { dn: _name, ...values } = entry
  // The client adds what it asked for and did not get, empty.
  return Object.fromEntries(Object.entries(values).filter(([, { length }]) => length > 0))
}
const sizes = async (...attributes: string[]) =>
  Object.entries(await read(...attributes)).map(([type, values]) => [type, [values].flat().length])

it('sends the first 1500 values of a larger attribute, and says so', async () => {
  expect(await sizes('member')).toEqual([['member;range=0-1499', 1_500]])
  expect(await sizes('cn')).toEqual([['cn', 1]])
})

it('gives every value once over the ranges that a client asks for, and tells where they end', async () => {
  const first = await read('member;range=0-1499')
  const second = await read('member;range=1500-*')
  const last = await read('MEMBER;Range=3000-4499')
  expect(Object.keys({ ...first, ...second, ...last })).toEqual([
    'member;range=0-1499',
    'member;range=1500-2999',
    'member;range=3000-*',
  ])
  expect([first, second, last].flatMap((part) => Object.values(part)).flat()).toEqual(members)
})

it('gives a smaller range as asked, a part of another attribute too, and none after the last value', async () => {
  expect(await sizes('member;range=5-9', 'cn;range=0-*')).toEqual([
    ['member;range=5-9', 5],
    ['cn;range=0-*', 1],
  ])
  expect(await sizes('member;range=3100-*')).toEqual([])
})
