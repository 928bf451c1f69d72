import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import type { RequestBody } from '../protocol/message.ts'
import type { RunningRole } from '../role.ts'
import {
  administer,
  type Certificate,
  openSurroundings,
  type Surroundings,
  TENANT,
} from './testing/surroundings.ts'
import { PRODUCT, VERSION_TEXT } from './version.ts'

const PERIOD_MS = 300_000
const OLD = 'Old-Secret-2026'
const root = mkdtempSync(join(tmpdir(), 'agent-'))
let tls: Certificate
let around: Surroundings
let agent: RunningRole
let directory: string

beforeAll(async () => {
  tls = await (await createAuthority(root)).issue('parts', 'parts.test')
})
beforeEach(async () => {
  directory = mkdtempSync(join(root, 'run-'))
  around = await openSurroundings(directory, tls)
  for (const name of ['ada', 'bob']) await around.addUser(name, OLD)
  agent = await around.startAgent()
  await administer(socket(), '/synchronise', { tenant: TENANT })
  await administer(socket(), '/enable', { tenant: TENANT, token: 'token' })
})
afterEach(async () => {
  await agent.stop()
  await around.close()
})
afterAll(() => rmSync(root, { recursive: true }))

const socket = () => agent.administration ?? ''
const anchorOf = (name: string) => {
  const user = around.portal.users.find(({ userPrincipalName }) =>
    userPrincipalName.startsWith(`${name}@`),
  )
  return Buffer.from(user?.cloudAnchor ?? '', 'base64')
}
const seal = (name: string, newPassword: string, over: Partial<RequestBody> = {}) =>
  around.portal.seal({
    operation: 'user-reset',
    mustChangeAtNextLogon: false,
    cloudAnchor: anchorOf(name),
    deadlineMs: Math.floor(around.clock.now()) + 180_000,
    newPassword,
    ...over,
  })
const untilResults = (count: number) =>
  vi.waitFor(() => expect(around.portal.results.length).toBe(count), { timeout: 5_000 })
const quiet = () => new Promise((resolve) => setTimeout(resolve, 150))
const outcomes = () => around.portal.results.map(({ outcome }) => outcome)

async function events(): Promise<string[]> {
  await agent.drain()
  return readFileSync(agent.logs.events ?? '', 'utf8')
    .trim()
    .split('\n')
    .map((line): string => JSON.parse(line).name)
}

describe('an enabled agent', () => {
  it('writes a reset to the account of the anchor and no other, and tells what happened', async () => {
    const { id, bytes } = await seal('ada', 'New-Zürich-7\ud83d\ude00')
    await around.portal.send(bytes)
    await untilResults(1)
    expect(around.portal.results[0]).toMatchObject({ requestId: id, outcome: 'changed' })
    expect(await around.binds('ada', 'New-Zürich-7\ud83d\ude00')).toBe(true)
    expect(await around.binds('ada', OLD)).toBe(false)
    expect(await around.binds('bob', OLD)).toBe(true)
    await around.portal.send((await seal('ada', 'short')).bytes)
    await untilResults(2)
    expect(outcomes()).toEqual(['changed', 'policy'])
    expect((await events()).slice(-5)).toEqual([
      'PasswordResetStart',
      'PasswordResetSuccess',
      'PasswordResetStart',
      'ADPasswordPolicyError',
      'PasswordResetFail',
    ])
  })

  it('drops what is expired or was tampered with, unanswered, and goes on', async () => {
    const late = await seal('ada', 'Too-Late-123', {
      deadlineMs: Math.floor(around.clock.now()) - 1,
    })
    await around.portal.send(late.bytes)
    const { bytes } = await seal('ada', 'Tampered-123')
    for (const at of [3, 20, 60, 200, bytes.length - 1]) {
      const altered = Buffer.from(bytes)
      altered[at] = (altered[at] ?? 0) ^ 1
      await around.portal.send(altered)
    }
    await around.portal.send(Buffer.from('no package at all'))
    await around.portal.send((await seal('bob', 'Still-Here-1')).bytes)
    await untilResults(1)
    await quiet()
    expect(outcomes()).toEqual(['changed'])
    expect(await around.binds('ada', OLD)).toBe(true)
    const names = await events()
    expect(names.filter((name) => name === 'DecryptionError').length).toBe(5)
    expect(names.filter((name) => name === 'ValidationError').length).toBe(1)
    expect(names).toContain('RequestExpired')
  })

  it('beats at once and once a period while it runs, and not after it stopped', async () => {
    const { heartbeats } = around.portal
    await vi.waitFor(() => expect(heartbeats.length).toBe(1))
    const start = around.clock.now()
    for (let period = 1; period <= 2; period++) {
      await around.clock.stepTo(start + period * PERIOD_MS + 100)
      await vi.waitFor(() => expect(heartbeats.length).toBe(1 + period))
    }
    await agent.stop()
    await around.clock.stepTo(start + 4 * PERIOD_MS)
    await quiet()
    expect(heartbeats.length).toBe(3)
    agent = await around.startAgent()
  })
})

describe('a request that comes again', () => {
  it('is answered with the same outcome and written once, also after a restart', async () => {
    const first = await seal('ada', 'First-Abc-1')
    await around.portal.send(first.bytes)
    await untilResults(1)
    await around.portal.send((await seal('ada', 'Second-Abc-2')).bytes)
    await untilResults(2)
    await around.portal.send(first.bytes)
    await untilResults(3)
    await agent.stop()
    agent = await around.startAgent()
    await around.portal.send(first.bytes)
    await untilResults(4)
    const [told, , again, afterRestart] = around.portal.results.map(({ id: _id, ...body }) => body)
    expect(again).toEqual(told)
    expect(afterRestart).toEqual(told)
    expect(await around.binds('ada', 'Second-Abc-2')).toBe(true)
    await around.portal.send((await seal('bob', 'After-Restart-1')).bytes)
    await untilResults(5)
    expect(await around.binds('bob', 'After-Restart-1')).toBe(true)
  })

  it('and had begun before a crash is judged by the account itself', async () => {
    const request = await seal('ada', 'Begun-Abc-1')
    const untouched = await seal('bob', 'Begun-Abc-2')
    await around.portal.send((await seal('ada', 'Before-Crash-1')).bytes)
    await untilResults(1)
    await agent.stop()
    const journal = readdirSync(around.stateDir).find((name) => name.startsWith('journal-')) ?? ''
    const path = join(around.stateDir, journal)
    const bobs = readFileSync(path, 'utf8')
    const begun = (id: string, name: string, pwdLastSet: string) => ({
      is: 'begun',
      tenant: TENANT,
      id,
      untilMs: around.clock.now() + 200_000,
      operation: 'user-reset',
      mustChangeAtNextLogon: false,
      objectGuid: anchorOf(name).toString('hex'),
      pwdLastSet,
    })
    expect(bobs).not.toContain('Before-Crash-1')
    // Ada's stamp has moved since: written. Bob's is as the crash left it: not written.
    appendFileSync(path, `${JSON.stringify(begun(request.id, 'ada', '1'))}\n`)
    const bob = await around.read('bob', 'pwdLastSet')
    appendFileSync(path, `${JSON.stringify(begun(untouched.id, 'bob', bob))}\n`)
    agent = await around.startAgent()
    await around.portal.send(request.bytes)
    await untilResults(2)
    await around.portal.send(untouched.bytes)
    await untilResults(3)
    expect(outcomes()).toEqual(['changed', 'changed', 'changed'])
    expect(await around.binds('ada', 'Before-Crash-1')).toBe(true)
    expect(await around.binds('bob', 'Begun-Abc-2')).toBe(true)
  })
})

describe('on disk and in its administration', () => {
  it('all that it keeps is for its user only, and no event holds a secret', async () => {
    await around.portal.send((await seal('ada', 'Canary-Abc-1')).bytes)
    await untilResults(1)
    await agent.drain()
    const names = readdirSync(around.stateDir)
    for (const name of names) {
      expect([name, statSync(join(around.stateDir, name)).mode & 0o077]).toEqual([name, 0])
    }
    const lines = names
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => readFileSync(join(around.stateDir, name), 'utf8'))
      .join('')
    expect(lines).toContain('PasswordResetSuccess')
    expect(lines).not.toContain('Canary')
    expect(statSync(around.stateDir).mode & 0o077).toBe(0)
  })

  it('says how its tenants stand, and refuses with a remedy', async () => {
    expect((await administer(socket(), '/status')).answer).toEqual({
      release: { product: PRODUCT, version: VERSION_TEXT },
      tenants: [{ tenant: TENANT, enabled: true, connected: true }],
    })
    const { status, answer } = await administer(socket(), '/enable', { tenant: 'south', token: '' })
    expect(status).toBe(409)
    expect(answer).toMatchObject({
      error: expect.stringContaining('south'),
      remedy: 'name one of: north',
    })
    expect((await administer(socket(), '/enable', { tenant: TENANT })).status).toBe(409)
    await administer(socket(), '/disable', { tenant: TENANT, token: 'token' })
    expect((await administer(socket(), '/status')).answer).toMatchObject({
      tenants: [{ tenant: TENANT, enabled: false, connected: false }],
    })
  })
})
