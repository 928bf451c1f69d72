import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import { createDrivenClock } from '../clock.ts'
import { NO_FAULTS } from '../faults.ts'
import { BadStart } from '../role.ts'
import { startDirectory } from './directory.ts'
import {
  ADMINISTRATOR,
  bindData,
  openTestDirectory,
  outcome,
  SERVERNAME,
  SERVICE,
  STAFF,
} from './testing.ts'

let folder: string
let tls: Identity

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  tls = await (await createAuthority(folder)).issue('directory', SERVERNAME)
})

afterAll(() => rm(folder, { recursive: true }))

const start = async (config: Record<string, unknown>, secrets: string, port?: number) => {
  const secretsFile = join(folder, 'secrets.json')
  await writeFile(secretsFile, secrets, { mode: 0o600 })
  const clock = createDrivenClock()
  clock.stop()
  const listen = { host: '127.0.0.1', ...(port !== undefined && { port }) }
  const request = { id: 1, verb: 'start', role: 'directory', edges: {}, advertise: {} } as const
  return startDirectory({
    start: { ...request, listen, tls, config, secretsFile },
    clock,
    faults: NO_FAULTS,
  })
}

const SECRETS = JSON.stringify({ administrator: ADMINISTRATOR, service: SERVICE })

describe('the directory role', () => {
  it('names every problem of a configuration that it cannot start with', async () => {
    const config = { dialect: 'novell', policy: { minimumLength: -1 } }
    await expect(start(config, SECRETS)).rejects.toThrow(
      /^config: dialect: .*; policy\.minimumLength: /,
    )
    await expect(start(config, SECRETS)).rejects.toBeInstanceOf(BadStart)
  })

  it.each([
    ['controllers', { controllers: [{ name: 'dc1.corp.test' }, { name: 'dc1.other.test' }] }],
  ])('refuses %s that it cannot serve as asked', async (setting, config) => {
    await expect(start(config, SECRETS)).rejects.toThrow(new RegExp(`^config: ${setting}: `))
  })

  it.each([
    ['no JSON', '{"administrator": "hunter2'],
    ['incomplete', JSON.stringify({ administrator: { user: 'a', password: 'hunter2' } })],
    [
      'one account for two',
      JSON.stringify({
        administrator: { user: 'a', password: 'hunter2' },
        service: { user: 'A@x', password: 'hunter2' },
      }),
    ],
  ])('refuses a secrets file that is %s, and quotes nothing of it', async (_name, secrets) => {
    const error = await start({}, secrets).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(BadStart)
    expect(String(error)).toMatch(/secretsFile: /)
    expect(String(error)).not.toContain('hunter2')
  })

  it('counts its operations, keeps the code of a port in use, and stops although clients hold on', async () => {
    const directory = await openTestDirectory({ tls })
    const { port } = directory
    await expect(start({}, SECRETS, port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await directory.service.search(STAFF, { scope: 'base' })
    await outcome(directory.service.del(STAFF))
    await bindData(directory, SERVICE.user, 'wrong')
    expect(await directory.role.drain()).toEqual({
      binds: 3,
      searches: 1,
      modifies: 0,
      adds: 1,
      deletes: 1,
      refused: 2,
    })
    const before = performance.now()
    await directory.role.stop()
    expect(performance.now() - before).toBeLessThan(1_500)
    const again = await start({}, SECRETS, port)
    const ldaps = { host: '127.0.0.1', port }
    expect(again.listening).toEqual({ ldaps, 'ldaps:dc1.corp.test': ldaps })
    await again.stop()
    await directory.close()
  })
})
