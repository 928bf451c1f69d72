import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import type { RunningRole } from '../role.ts'
import { rolloverDueMs } from './key-generations.ts'
import {
  administer,
  type Certificate,
  openSurroundings,
  type Surroundings,
  TENANT,
} from './testing/surroundings.ts'

const OLD = 'Old-Secret-2026'
const PERIOD_MS = 300_000
const OVERLAP_MS = 30 * 60_000
const DAY_MS = 86_400_000
const root = mkdtempSync(join(tmpdir(), 'rollover-'))
let tls: Certificate
let around: Surroundings
let agent: RunningRole

beforeAll(async () => {
  tls = await (await createAuthority(root)).issue('parts', 'parts.test')
})
beforeEach(async () => {
  around = await openSurroundings(mkdtempSync(join(root, 'run-')), tls)
  await around.addUser('ada', OLD)
  agent = await around.startAgent()
  await administer(socket(), '/synchronise', { tenant: TENANT })
  await administer(socket(), '/enable', { tenant: TENANT, token: 'token' })
  await untilFirstHeartbeat()
})
afterEach(async () => {
  await agent.stop()
  await around.close()
})
afterAll(() => rmSync(root, { recursive: true }))

const untilFirstHeartbeat = () =>
  vi.waitFor(() => {
    if (around.portal.heartbeats.length === 0) throw new Error('no heartbeat')
  })
const socket = () => agent.administration ?? ''
const rotate = () => agent.rotate?.('keys')
const rollovers = () => around.portal.calls.filter((call) => call === 'rollover').length

async function send(newPassword: string, generation: number) {
  const [user] = around.portal.users
  const { bytes } = await around.portal.seal(
    {
      operation: 'user-reset',
      mustChangeAtNextLogon: false,
      cloudAnchor: Buffer.from(user?.cloudAnchor ?? '', 'base64'),
      deadlineMs: Math.floor(around.clock.now()) + 180_000,
      newPassword,
    },
    generation,
  )
  await around.portal.send(bytes)
}
const untilHeard = (keyIds: readonly number[]) =>
  vi.waitFor(() => expect(around.portal.heardUnder.slice(-keyIds.length)).toEqual(keyIds), {
    timeout: 5_000,
  })
const nextHeartbeat = async () => {
  const before = around.portal.heartbeats.length
  await around.clock.stepTo(around.clock.now() + PERIOD_MS)
  await vi.waitFor(() => expect(around.portal.heartbeats.length).toBe(before + 1))
}
const events = () => {
  const lines = readFileSync(agent.logs.events ?? '', 'utf8')
    .trim()
    .split('\n')
  return lines.map((line): string => JSON.parse(line).name)
}

describe('keys', () => {
  it('roll within a day of six months, not at five', async () => {
    const dueMs = rolloverDueMs(around.clock.now())
    await around.clock.jumpTo(dueMs - 31 * DAY_MS)
    await around.clock.jumpTo(around.clock.now() + DAY_MS)
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(rollovers()).toBe(0)
    await around.clock.jumpTo(dueMs + 1)
    await around.clock.jumpTo(dueMs + DAY_MS)
    await vi.waitFor(() => expect(rollovers()).toBe(1), { timeout: 5_000 })
  })

  it('roll on return when the agent was away then, before the first operation', async () => {
    await agent.stop()
    await around.clock.jumpTo(rolloverDueMs(around.clock.now()) + DAY_MS)
    await send('While-Away-1', -1)
    agent = await around.startAgent()
    await vi.waitFor(() => expect(around.portal.results.length).toBe(1), { timeout: 5_000 })
    expect(rollovers()).toBe(1)
    await agent.drain()
    const names = events()
    expect(names.indexOf('KeyRolloverSuccess')).toBeLessThan(names.indexOf('PasswordResetStart'))
    expect(await around.binds('ada', 'While-Away-1')).toBe(true)
  })
})

describe('a rollover', () => {
  it('sends nothing of its own: the next heartbeat goes under the new keys', async () => {
    const before = around.portal.heardUnder.length
    await rotate()
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(around.portal.heardUnder.length).toBe(before)
    await nextHeartbeat()
    await untilHeard([7, 8])
    expect(rollovers()).toBe(1)
  })

  it('answers under the keys that a request came by, and takes the earlier until the overlap ends', async () => {
    await rotate()
    await nextHeartbeat()
    await send('Under-Old-1', 0)
    await untilHeard([8, 7])
    await send('Under-New-1', 1)
    await untilHeard([7, 8])
    await around.clock.jumpTo(around.clock.now() + OVERLAP_MS - 60_000)
    await send('Under-Old-2', 0)
    await vi.waitFor(() => expect(around.portal.results.length).toBe(3), { timeout: 5_000 })
    await around.clock.jumpTo(around.clock.now() + 61_000)
    await send('Under-Old-3', 0)
    await send('Under-New-2', 1)
    await vi.waitFor(() => expect(around.portal.results.length).toBe(4), { timeout: 5_000 })
    expect(around.portal.results.map(({ outcome }) => outcome)).toEqual(Array(4).fill('changed'))
    expect(await around.binds('ada', 'Under-New-2')).toBe(true)
    await agent.drain()
    expect(events()).toContain('DecryptionError')
  })

  it('whose answer was lost leaves the present keys, and is asked again', async () => {
    around.portal.loseAnswers(1)
    await expect(rotate()).rejects.toThrow(/cannot be reached/)
    await send('Still-First-1', 0)
    await vi.waitFor(() => expect(around.portal.results.length).toBe(1), { timeout: 5_000 })
    await rotate()
    await nextHeartbeat()
    await untilHeard([7, 9])
  })

  it('an enabling whose answer was lost, and with it what the earlier keys were good for, is asked again', async () => {
    const enablings = () => around.portal.calls.filter((call) => call === 'enable').length
    const [before, results] = [enablings(), around.portal.results.length]
    around.portal.loseAnswers(1)
    const { status } = await administer(socket(), '/enable', { tenant: TENANT, token: 'token' })
    expect([status, enablings() - before]).toEqual([200, 2])
    await send('Enabled-Again-1', 0)
    await vi.waitFor(() => expect(around.portal.results.length).toBe(results + 1))
    expect(await around.binds('ada', 'Enabled-Again-1')).toBe(true)
    around.portal.loseAnswers(2)
    const lost = await administer(socket(), '/enable', { tenant: TENANT, token: 'token' })
    expect(lost.status).not.toBe(200)
  })

  it('is kept over a restart, with both keys', async () => {
    await rotate()
    await agent.stop()
    agent = await around.startAgent()
    await untilHeard([8])
    await send('Restarted-Old-1', 0)
    await untilHeard([8, 7])
    expect(await around.binds('ada', 'Restarted-Old-1')).toBe(true)
  })
})
