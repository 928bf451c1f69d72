import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'ldapts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import {
  ADMINISTRATOR,
  addPerson,
  GOOD_PASSWORD,
  HEAD,
  openTestDirectory,
  outcome,
  reset,
  SERVERNAME,
  SERVICE,
  type TestDirectory,
} from './testing.ts'

const OTHER = 'branch.example'
const OTHER_HEAD = 'DC=branch,DC=example'
const LISTENER = `ldaps:dc1.${OTHER}`

let folder: string
let tls: Identity
let directory: TestDirectory
const clients: Client[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
  const policy = { minimumLength: 20 }
  const forests = [{ domain: OTHER, netbiosName: 'BRANCH', policy }]
  directory = await openTestDirectory({ tls, config: { forests } })
})

afterAll(async () => {
  await Promise.all(clients.map((client) => client.unbind()))
  await directory.close()
  await rm(folder, { recursive: true })
})

const elsewhere = () => {
  const port = directory.role.listening[LISTENER]?.port ?? 0
  const tlsOptions = { ca: [directory.ca], servername: SERVERNAME }
  const client = new Client({ url: `ldaps://127.0.0.1:${port}`, tlsOptions, timeout: 5_000 })
  clients.push(client)
  return client
}

const start = (forests: unknown) => openTestDirectory({ tls, config: { forests } })

const headOf = async (client: Client, head: string) =>
  (await client.search(head, { scope: 'base', explicitBufferAttributes: ['objectSid'] }))
    .searchEntries[0]

it('serves a second forest on listeners of its own, with its own suffix, SID and policy', async () => {
  expect(Object.keys(directory.role.listening)).toEqual(['ldaps', 'ldaps:dc1.corp.test', LISTENER])
  const client = elsewhere()
  await client.bind(`administrator@${OTHER}`, ADMINISTRATOR.password)
  const [here, there] = await Promise.all([
    headOf(directory.administrator, HEAD),
    headOf(client, OTHER_HEAD),
  ])
  expect(there).toMatchObject({ minPwdLength: '20' })
  expect(here).toMatchObject({ minPwdLength: '8' })
  expect(there?.['objectSid']).not.toEqual(here?.['objectSid'])
})

it('knows the accounts of its own forest only, the service account below its domain', async () => {
  const person = await addPerson(directory)
  const client = elsewhere()
  expect((await outcome(client.bind(person.user, GOOD_PASSWORD))).code).toBe(49)
  expect((await outcome(client.bind(SERVICE.user, SERVICE.password))).code).toBe(49)
  await client.bind(`svc-writeback@${OTHER}`, SERVICE.password)
  expect(await outcome(client.modify(person.dn, reset('Another-Passw0rd-of-20!')))).toMatchObject({
    code: 10,
  })
})

it('refuses two forests of one domain, and a controller name twice, before it listens', async () => {
  await expect(start([{ domain: 'corp.test' }])).rejects.toThrow(/two are corp\.test/)
  const controllers = [{ name: 'dc1.corp.test' }]
  await expect(start([{ domain: OTHER, controllers }])).rejects.toThrow(/two are dc1\.corp\.test/)
})
