import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Change, Client, Control } from 'ldapts'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import {
  addPerson,
  ADMINISTRATOR,
  change,
  changePassword,
  GOOD_PASSWORD,
  HEAD,
  openTestDirectory,
  outcome,
  type Person,
  reset,
  SERVERNAME,
  type TestDirectory,
} from './testing.ts'

const DELAY_MS = 15_000
const NAMES = ['dc1.corp.test', 'dc2.corp.test', 'dc3.corp.test'] as const
const [PDC, SECOND, THIRD] = NAMES
type Name = (typeof NAMES)[number]

let folder: string
let tls: Identity
let directory: TestDirectory
let person: Person
let clients: Client[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
})

afterAll(() => rm(folder, { recursive: true }))

beforeEach(async () => {
  const controllers = NAMES.map((name) => ({ name }))
  const policy = { lockoutThreshold: 3 }
  const config = { controllers, policy, replicationDelayMs: DELAY_MS }
  directory = await openTestDirectory({ tls, config })
  clients = []
  person = await addPerson(directory)
})

afterEach(async () => {
  await Promise.all(clients.map((client) => client.unbind()))
  await directory.close()
})

const connectTo = (name: Name) => {
  const port = directory.role.listening[`ldaps:${name}`]?.port ?? 0
  const tlsOptions = { ca: [directory.ca], servername: SERVERNAME }
  const client = new Client({ url: `ldaps://127.0.0.1:${port}`, tlsOptions, timeout: 5_000 })
  clients.push(client)
  return client
}

const administratorAt = async (name: Name) => {
  const client = connectTo(name)
  await client.bind(ADMINISTRATOR.user, ADMINISTRATOR.password)
  return client
}

const modifyAt = async (name: Name, changes: Change[]) =>
  outcome((await administratorAt(name)).modify(person.dn, changes))

const bindAt = async (name: Name, password: string) => {
  const { code, text } = await outcome(connectTo(name).bind(person.user, password))
  return code === 0 ? '0' : (/data ([0-9a-f]+),/.exec(text)?.[1] ?? text)
}

/** What each controller says, in the order of their names. */
const everywhere = async <T>(ask: (name: Name) => Promise<T>) => {
  const all: T[] = []
  for (const name of NAMES) all.push(await ask(name))
  return all
}

const readAt = async (name: Name, attribute: string) => {
  const client = await administratorAt(name)
  const { searchEntries } = await client.search(person.dn, {
    scope: 'base',
    attributes: [attribute],
  })
  return String(searchEntries[0]?.[attribute])
}

const mail = () => everywhere((name) => readAt(name, 'mail'))

/** Deleted entries are found, too. */
const foundAt = async (name: Name, filter: string) => {
  const client = await administratorAt(name)
  const showDeleted = new Control('1.2.840.113556.1.4.417', { critical: true })
  const { searchEntries } = await client.search(HEAD, { filter }, showDeleted)
  return searchEntries.map(({ dn }) => dn)
}

const highestAt = async (name: Name) => {
  const { searchEntries } = await connectTo(name).search('', { scope: 'base' })
  return Number(searchEntries[0]?.['highestCommittedUSN'])
}

const pass = (ms: number) => directory.clock.stepTo(directory.clock.now() + ms)
const arrive = () => pass(DELAY_MS)

it('shows a write where it was made at once, and elsewhere after the delay', async () => {
  await modifyAt(SECOND, [change('replace', 'mail', 'new@corp.test')])
  expect(await mail()).toEqual(['', 'new@corp.test', ''])
  await pass(DELAY_MS - 1)
  expect(await mail()).toEqual(['', 'new@corp.test', ''])
  await pass(1)
  expect(await mail()).toEqual(['new@corp.test', 'new@corp.test', 'new@corp.test'])
})

it('finds by what the asked controller knows', async () => {
  await modifyAt(SECOND, [change('replace', 'mail', 'new@corp.test')])
  expect(
    await everywhere((name) => foundAt(name, '(mail=new@corp.test)').then(({ length }) => length)),
  ).toEqual([0, 1, 0])
})

it('has a new password at the PDC emulator at once, which another controller asks before it refuses', async () => {
  await pass(1_000)
  await modifyAt(SECOND, reset('Second-Passw0rd'))
  const lastSet = await everywhere((name) => readAt(name, 'pwdLastSet'))
  expect(lastSet[0]).toBe(lastSet[1])
  expect(lastSet[2]).not.toBe(lastSet[1])
  expect(await everywhere((name) => bindAt(name, 'Second-Passw0rd'))).toEqual(['0', '0', '0'])
  // Only the one that has not heard of the new password still takes the old one.
  expect(await everywhere((name) => bindAt(name, GOOD_PASSWORD))).toEqual(['52e', '52e', '0'])
  await arrive()
  expect(await bindAt(THIRD, GOOD_PASSWORD)).toBe('52e')
})

it('counts wrong passwords where they are said and at the PDC emulator, which locks for all', async () => {
  expect(await bindAt(SECOND, 'Wr0ng-Passw0rd')).toBe('52e')
  expect(await bindAt(THIRD, 'Wr0ng-Passw0rd')).toBe('52e')
  expect(await everywhere((name) => readAt(name, 'badPwdCount'))).toEqual(['2', '1', '1'])
  expect(await bindAt(THIRD, 'Wr0ng-Passw0rd')).toBe('775')
  expect(await everywhere((name) => bindAt(name, GOOD_PASSWORD))).toEqual(['775', '775', '775'])
  await modifyAt(SECOND, [change('replace', 'lockoutTime', '0')])
  expect(await everywhere((name) => bindAt(name, GOOD_PASSWORD))).toEqual(['0', '0', '0'])
})

it('counts a wrong old password at the PDC emulator too', async () => {
  await modifyAt(THIRD, changePassword('Wr0ng-Passw0rd', 'Second-Passw0rd'))
  expect(await everywhere((name) => readAt(name, 'badPwdCount'))).toEqual(['1', '0', '1'])
})

it('ends with the later one of two writes, whichever way they meet', async () => {
  await modifyAt(SECOND, [change('replace', 'mail', 'first@corp.test')])
  await pass(1)
  await modifyAt(THIRD, [change('replace', 'mail', 'last@corp.test')])
  await arrive()
  expect(await mail()).toEqual(['last@corp.test', 'last@corp.test', 'last@corp.test'])
})

it('numbers updates at each controller by itself', async () => {
  const number = () => everywhere(async (name) => Number(await readAt(name, 'uSNChanged')))
  const before = await number()
  await modifyAt(SECOND, [change('replace', 'mail', 'new@corp.test')])
  await modifyAt(SECOND, [change('replace', 'title', 'Dr')])
  const [pdc, second = 0, third] = await number()
  expect([pdc, third]).toEqual([before[0], before[2]])
  expect(second).toBeGreaterThan(before[1] ?? 0)
  const changed = (name: Name) => foundAt(name, `(uSNChanged>=${second})`)
  expect(await everywhere(changed)).toEqual([[], [person.dn], []])
  const [highestAtPdc = 0, highestAtSecond] = await everywhere(highestAt)
  expect(highestAtSecond).toBe(highestAtPdc + 2)
  await arrive()
  expect((await number())[0]).toBeGreaterThan(before[0] ?? 0)
})

it('deletes for good what has not arrived everywhere', async () => {
  await modifyAt(SECOND, [change('replace', 'mail', 'new@corp.test')])
  const administrator = await administratorAt(PDC)
  await administrator.del(person.dn)
  await arrive()
  expect(await everywhere((name) => foundAt(name, '(mail=*)'))).toEqual([[], [], []])
})
