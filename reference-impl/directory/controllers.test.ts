import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'ldapts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import { HEAD, openTestDirectory, SERVERNAME, type TestDirectory } from './testing.ts'

const SERVERS = `CN=Servers,CN=Default-First-Site-Name,CN=Sites,CN=Configuration,${HEAD}`
const NAMES = ['dc1.corp.test', 'dc2.corp.test'] as const

let folder: string
let tls: Identity
let directory: TestDirectory

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
  const controllers = NAMES.map((name) => ({ name }))
  directory = await openTestDirectory({ tls, config: { controllers } })
})

afterAll(async () => {
  await directory.close()
  await rm(folder, { recursive: true })
})

const rootDseAt = async (listener: string) => {
  const port = directory.role.listening[listener]?.port ?? 0
  const tlsOptions = { ca: [directory.ca], servername: SERVERNAME }
  const client = new Client({ url: `ldaps://127.0.0.1:${port}`, tlsOptions, timeout: 5_000 })
  try {
    return (await client.search('', { scope: 'base' })).searchEntries[0]
  } finally {
    await client.unbind()
  }
}

it('gives each controller a port, where its rootDSE tells which one it is', async () => {
  const { listening } = directory.role
  expect(Object.keys(listening)).toEqual(['ldaps', ...NAMES.map((name) => `ldaps:${name}`)])
  expect(listening['ldaps']).toEqual(listening[`ldaps:${NAMES[0]}`])
  for (const [at, name] of NAMES.entries()) {
    const server = `CN=DC${at + 1},${SERVERS}`
    expect(await rootDseAt(`ldaps:${name}`)).toMatchObject({
      dnsHostName: name,
      serverName: server,
      dsServiceName: `CN=NTDS Settings,${server}`,
      defaultNamingContext: HEAD,
      configurationNamingContext: `CN=Configuration,${HEAD}`,
    })
  }
})

it('leads the service account from the domain to the name of its PDC emulator', async () => {
  const { service } = directory
  const head = await service.search(HEAD, { scope: 'base', attributes: ['fSMORoleOwner'] })
  const owner = String(head.searchEntries[0]?.['fSMORoleOwner'])
  expect(owner).toBe(`CN=NTDS Settings,CN=DC1,${SERVERS}`)
  const server = owner.slice(owner.indexOf(',') + 1)
  const { searchEntries } = await service.search(server, { scope: 'base' })
  expect(searchEntries).toMatchObject([{ dNSHostName: NAMES[0] }])
})

it('keeps the configuration out of what a search of the domain finds', async () => {
  const { service } = directory
  const found = async (base: string, scope: 'sub' | 'one', filter: string) =>
    (await service.search(base, { scope, filter })).searchEntries.map(({ dn }) => dn)
  expect(await found(HEAD, 'sub', '(objectClass=server)')).toEqual([])
  expect(await found(HEAD, 'one', '(cn=Configuration)')).toEqual([])
  const named = `(distinguishedName=CN=DC2,${SERVERS})`
  expect(await found(HEAD, 'sub', named)).toEqual([])
  expect(await found(`CN=Configuration,${HEAD}`, 'sub', named)).toEqual([`CN=DC2,${SERVERS}`])
})
