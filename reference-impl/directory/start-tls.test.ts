import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'ldapts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import {
  addPerson,
  GOOD_PASSWORD,
  openTestDirectory,
  outcome,
  reset,
  SERVERNAME,
  SERVICE,
  type TestDirectory,
} from './testing.ts'

const NEXT_PASSWORD = 'Second-Passw0rd'
const START_TLS = '1.3.6.1.4.1.1466.20037'

let folder: string
let tls: Identity
let directory: TestDirectory
const clients: Client[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
  directory = await openTestDirectory({ tls, config: { startTls: true } })
})

afterAll(async () => {
  await Promise.all(clients.map((client) => client.unbind()))
  await directory.close()
  await rm(folder, { recursive: true })
})

const portInTheClear = () => directory.role.listening[`ldap:${SERVERNAME}`]?.port ?? 0

const inTheClear = () => {
  const client = new Client({ url: `ldap://127.0.0.1:${portInTheClear()}`, timeout: 5_000 })
  clients.push(client)
  return client
}

const secured = async () => {
  const client = inTheClear()
  await client.startTLS({ ca: [directory.ca], servername: SERVERNAME })
  return client
}

it('binds and resets over a connection that StartTLS protects', async () => {
  const person = await addPerson(directory)
  const client = await secured()
  await client.bind(SERVICE.user, SERVICE.password)
  await client.modify(person.dn, reset(NEXT_PASSWORD))
  expect(await outcome(directory.connect().bind(person.user, NEXT_PASSWORD))).toMatchObject({
    code: 0,
  })
})

it('lets nobody bind in the clear, whatever the password, and still tells who it is', async () => {
  const client = inTheClear()
  for (const password of [SERVICE.password, 'Never-Passw0rd']) {
    const { code, text } = await outcome(client.bind(SERVICE.user, password))
    expect([code, text.slice(0, 8)]).toEqual([8, '00002028'])
  }
  const { searchEntries } = await client.search('', { scope: 'base' })
  expect(searchEntries[0]?.['supportedExtension']).toContain(START_TLS)
})

it('refuses to write a password in the clear before it asks who wants to', async () => {
  const person = await addPerson(directory)
  const client = inTheClear()
  const { code, text } = await outcome(client.modify(person.dn, reset(NEXT_PASSWORD)))
  expect([code, text.slice(0, 8)]).toEqual([53, '0000001F'])
  expect(await outcome(directory.connect().bind(person.user, GOOD_PASSWORD))).toMatchObject({
    code: 0,
  })
})

it('refuses to start TLS in TLS', async () => {
  for (const client of [await secured(), directory.connect()]) {
    expect((await outcome(client.exop(START_TLS))).code).toBe(1)
  }
})

it('ends a connection on which more follows StartTLS unprotected', async () => {
  const request = Buffer.from(`301d02010177188016${Buffer.from(START_TLS).toString('hex')}`, 'hex')
  const unbind = Buffer.from('30050201024200', 'hex')
  const socket = connect({ host: '127.0.0.1', port: portInTheClear() })
  socket.setNoDelay(true)
  const heard: Buffer[] = []
  socket.on('data', (chunk) => heard.push(chunk))
  socket.write(Buffer.concat([request, unbind]))
  await once(socket, 'close')
  // A notice of disconnection, protocolError; no answer to StartTLS.
  expect(Buffer.concat(heard).subarray(2, 12).toString('hex')).toMatch(/^020100784.0a0102/)
})
