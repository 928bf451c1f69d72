import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { Client } from 'ldapts'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../harness/target/processes/role-process.ts'
import { makeCertificate } from './fuzz/certificate.ts'
import { createIssuer } from './fuzz/enable.ts'
import { MANAGER } from './fuzz/identities.ts'
import { type Child, spawnRole } from './fuzz/role-child.ts'
import { startsOf } from './fuzz/starts.ts'
import { manageRelay } from './protocol/relay-management.ts'

const MAIN = pathToFileURL(join(packageRoot, 'dist', 'reference-impl', 'main.js'))
const SERVERNAME = 'role.main.test'
const DAY_MS = 86_400_000
const HEARD_WITHIN = { timeout: 30_000, interval: 10 }
/** Nothing answers there; only a tenant's being enabled would dial it. */
const NOWHERE = { host: '127.0.0.1', port: 9, servername: SERVERNAME }

let folder: string
let tls: Awaited<ReturnType<typeof makeCertificate>>
let starts: ReturnType<typeof startsOf>
let child: Child

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reference-'))
  tls = await makeCertificate(folder, SERVERNAME)
  starts = startsOf(folder, (await createIssuer()).config)
})

afterEach(async () => {
  await child.stop()
  await rm(folder, { recursive: true, force: true })
})

async function start(role: 'relay' | 'directory' | 'portal', port?: number) {
  const { config, secrets } = starts[role]
  const secretsFile = join(folder, `${role}.json`)
  await writeFile(secretsFile, JSON.stringify(secrets), { mode: 0o600 })
  const relay = { ...NOWHERE, caFile: tls.caFile }
  const { listening } = await child.start({
    role,
    edges: { relay, relayManagement: relay },
    advertise: { relay },
    listen: { host: '127.0.0.1', ...(port !== undefined && { port }) },
    tls,
    config,
    secretsFile,
  })
  return Object.values(listening)[0]?.port ?? 0
}

async function dial(port: number): Promise<TLSSocket> {
  const ca = await readFile(tls.caFile)
  const socket = connectTls({ host: '127.0.0.1', port, servername: SERVERNAME, ca })
  socket.setNoDelay(true)
  socket.on('error', () => undefined)
  await once(socket, 'secureConnect')
  return socket
}

const clockSchema = z.object({ ok: z.literal(true), now: z.number() })
const advance = async (body: object) => {
  const [reply] = await child.feed([JSON.stringify({ id: 1, verb: 'advance', ...body })])
  return clockSchema.parse(reply).now
}

it('a role leaves soon after its harness is gone, although a request is half there', async () => {
  child = spawnRole('portal', MAIN)
  const socket = await dial(await start('portal'))
  const closed = once(socket, 'close')
  let heard = ''
  socket.on('data', (bytes: Buffer) => {
    heard += bytes.toString()
  })
  const until = (what: RegExp) => vi.waitFor(() => expect(heard).toMatch(what), HEARD_WITHIN)
  const head = `host: ${SERVERNAME}\r\ncontent-type: application/json\r\n`
  socket.write(`GET /nothing HTTP/1.1\r\n${head}\r\n`)
  // Clients leave an idle connection before its end, as they are told it.
  await until(/^keep-alive: timeout=72\r$/im)
  socket.write(`POST /sign-in HTTP/1.1\r\n${head}expect: 100-continue\r\ncontent-length: 9\r\n\r\n`)
  // That the portal says it waits for the body is how it is known to.
  await until(/HTTP\/1.1 100 /)
  await child.stop()
  expect(child.death()).toMatch(/^the portal died \(1\)/)
  await closed
})

const DIRECTORY_ROOT = 'DC=corp,DC=test'
const UNIT = `OU=former,${DIRECTORY_ROOT}`

/** The directory's administrator, and the relay's management. */
async function manage(ports: { directory: number; relay: number }) {
  const { user, password } = starts.directory.secrets.administrator
  const ca = await readFile(tls.caFile)
  const url = `ldaps://127.0.0.1:${ports.directory}`
  const directory = new Client({ url, tlsOptions: { ca, servername: SERVERNAME } })
  await directory.bind(user, password)
  const edge = { host: '127.0.0.1', port: ports.relay, servername: SERVERNAME, caFile: tls.caFile }
  const relay = manageRelay({ edge, ...MANAGER })
  return {
    directory,
    relay,
    async hasUnit() {
      const filter = '(objectClass=organizationalUnit)'
      const { searchEntries } = await directory.search(DIRECTORY_ROOT, { filter })
      return searchEntries.some(({ dn }) => dn === UNIT)
    },
    leave: () => Promise.all([directory.unbind(), relay.close()]),
  }
}

const login = (username: string) => ({ username, verifier: '0'.repeat(64) })

/** Makes an organizational unit, a tenant, and a day to come; resolves to the clock's time before that. */
async function leaveTraces({ directory, relay, hasUnit }: Awaited<ReturnType<typeof manage>>) {
  await directory.add(UNIT, { objectClass: 'organizationalUnit' })
  expect(await hasUnit()).toBe(true)
  await relay.createTenant('former', { portal: login('a'), agent: login('b') })
  await relay.readTenant('former')
  const startedAtMs = await advance({})
  const dayAfterMs = startedAtMs + DAY_MS
  expect(await advance({ to: dayAfterMs, mode: 'jump' })).toBeGreaterThanOrEqual(dayAfterMs)
  return startedAtMs
}

it('roles that stay start anew after a stop, know nothing of before, and end with their input', async () => {
  child = spawnRole('relay,directory', MAIN, ['--stay', '/nowhere'])
  const ports = { relay: await start('relay'), directory: await start('directory') }
  const before = await manage(ports)
  const startedAtMs = await leaveTraces(before)
  const held = await Promise.all(Object.values(ports).map(dial))
  const closed = Promise.all(held.map((socket) => once(socket.resume(), 'close')))

  expect(await child.feed([JSON.stringify({ id: 2, verb: 'stop' })])).toEqual([{ id: 2, ok: true }])
  await closed
  for (const port of Object.values(ports)) {
    const [refusal] = await once(connectTcp(port, '127.0.0.1'), 'error')
    expect(refusal).toMatchObject({ code: 'ECONNREFUSED' })
  }
  await before.leave()

  await start('relay', ports.relay)
  await start('directory', ports.directory)
  expect(await advance({})).toBeLessThan(startedAtMs + DAY_MS)
  expect(await child.drain()).toMatchObject({ binds: 0, adds: 0 })
  const after = await manage(ports)
  expect(await after.hasUnit()).toBe(false)
  await expect(after.relay.readTenant('former')).rejects.toMatchObject({ statusCode: 404 })
  await after.leave()
  await child.stop()
  expect(child.death()).toMatch(/^the relay,directory died \(0\)/)
})
