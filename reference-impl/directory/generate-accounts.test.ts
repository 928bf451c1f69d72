import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  generatedAccountName,
  generatedPassword,
} from '../../harness/contract/generated-accounts.ts'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import { bindData, HEAD, openTestDirectory, SERVERNAME } from './testing.ts'

const GENERATE = { accounts: 2_500, prefix: 'load', passwordSeed: 'seed of this test only' }

let folder: string
let tls: Identity

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
})

afterAll(() => rm(folder, { recursive: true }))

it('a directory starts with the accounts that it was told to make, each with the password of the seed', async () => {
  const directory = await openTestDirectory({ tls, secrets: { generate: GENERATE } })
  const base = `OU=Generated,${HEAD}`
  const { searchEntries } = await directory.administrator.search(base, {
    scope: 'sub',
    filter: '(objectClass=user)',
    attributes: ['sAMAccountName'],
    paged: true,
  })
  expect(searchEntries).toHaveLength(GENERATE.accounts)
  const name = generatedAccountName(GENERATE, 2_499)
  const password = generatedPassword(GENERATE, name)
  expect(await bindData(directory, `${name}@corp.test`, password)).toBe('0')
  const others = generatedPassword({ passwordSeed: 'another seed of it' }, name)
  expect(await bindData(directory, name, others)).toBe('52e')
  await directory.close()
})

it('no account is made twice', async () => {
  const generate = { ...GENERATE, accounts: 1, prefix: 'svc-writeback' }
  const secrets = {
    generate,
    service: { user: 'svc-writeback0@corp.test', password: 'Svc-Wr1teback!x' },
  }
  await expect(openTestDirectory({ tls, secrets })).rejects.toThrow(/svc-writeback0 exists already/)
})
