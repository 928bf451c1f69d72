import { randomBytes } from 'node:crypto'
import type { Entry } from 'ldapts'
import { expect, it } from 'vitest'
import type { DirectoryAccess, DirectoryClient } from '../directory/directory-pool.ts'
import { EXTENDED_DN } from './extended-names.ts'
import { importAccounts } from './import-accounts.ts'

const PLAIN = 'CN=Ann,DC=corp,DC=test'
const guid = randomBytes(16)
/** S-1-5-21-1-2-3, and the account's own part. */
const sidOf = (rid: number) => {
  const bytes = Buffer.from(`010500000000000515000000${'01000000'.repeat(4)}`, 'hex')
  bytes.writeUInt32LE(rid, bytes.length - 4)
  return bytes
}
const entry: Entry = {
  dn: PLAIN,
  userPrincipalName: 'ann@corp.test',
  displayName: 'Ann',
  userAccountControl: '512',
}

type Asked = Parameters<DirectoryClient['searchPaginated']>

/** A directory with one account that lists these controls; how it was asked. */
function directoryWith(controls: readonly string[], found: Entry) {
  const asked: Asked[] = []
  const client: DirectoryClient = {
    search: async () => ({
      searchEntries: [{ dn: '', supportedControl: [...controls] }],
      searchReferences: [],
    }),
    modify: async () => undefined,
    async *searchPaginated(...how) {
      asked.push(how)
      yield { searchEntries: [found], searchReferences: [] }
    },
  }
  const access: DirectoryAccess = { run: (work) => work(client) }
  return { access, asked }
}

async function importFrom(access: DirectoryAccess) {
  const accounts = []
  for await (const page of importAccounts(access, { baseDn: 'DC=corp,DC=test' }))
    accounts.push(...page.accounts)
  return accounts
}

const ANN = {
  objectGuid: guid,
  userPrincipalName: 'ann@corp.test',
  displayName: 'Ann',
  enabled: true,
  isProtectedBySid: false,
}

it('has objectGUIDs from extended names where the directory lists them', async () => {
  const dn = `<GUID=${guid.toString('hex')}>;<SID=${sidOf(1106).toString('hex')}>;${PLAIN}`
  const { access, asked } = directoryWith(['1.2.3', EXTENDED_DN], { ...entry, dn })
  expect(await importFrom(access)).toEqual([ANN])
  const [, { attributes } = {}, controls] = asked[0] ?? []
  expect(attributes).not.toContain('objectGUID')
  expect(controls).toMatchObject([{ type: EXTENDED_DN, critical: true }])
})

it('knows the accounts that a domain is made with by the SID in the name', async () => {
  const dn = `<GUID=${guid.toString('hex')}>;<SID=${sidOf(500).toString('hex')}>;${PLAIN}`
  const { access } = directoryWith([EXTENDED_DN], { ...entry, dn })
  expect(await importFrom(access)).toEqual([{ ...ANN, isProtectedBySid: true }])
})

it('has them from the attribute where it does not', async () => {
  const { access, asked } = directoryWith(['1.2.3'], {
    ...entry,
    objectGUID: guid,
    objectSid: sidOf(500),
  })
  expect(await importFrom(access)).toEqual([{ ...ANN, isProtectedBySid: true }])
  const [, { attributes } = {}, controls] = asked[0] ?? []
  expect(attributes).toEqual(expect.arrayContaining(['objectGUID', 'objectSid']))
  expect(controls).toEqual([])
})
