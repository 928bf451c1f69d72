import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import rhea from 'rhea'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import type { Faults } from '../faults.ts'
import type { RunningRole } from '../role.ts'
import type { VariantName } from '../variants.ts'
import {
  administer,
  type Certificate,
  openSurroundings,
  type Surroundings,
  TENANT,
} from './testing/surroundings.ts'

const root = mkdtempSync(join(tmpdir(), 'agent-'))
let tls: Certificate
let around: Surroundings
let agent: RunningRole

beforeAll(async () => {
  tls = await (await createAuthority(root)).issue('parts', 'parts.test')
})
afterEach(async () => {
  vi.restoreAllMocks()
  await agent.stop()
  await around.close()
})
afterAll(() => rmSync(root, { recursive: true }))

/** An enabled agent under the variant, and one reset that it answered. */
async function resetUnder(variant: VariantName) {
  const faults: Faults = { fires: (name) => name === variant }
  around = await openSurroundings(mkdtempSync(join(root, 'run-')), tls)
  await around.addUser('ada', 'Old-Secret-2026')
  agent = await around.startAgent(faults)
  const call = (path: string, body: object) => administer(agent.administration ?? '', path, body)
  await call('/synchronise', { tenant: TENANT })
  await call('/enable', { tenant: TENANT, token: 'token' })
  await reset(1)
}

/** Resolves when the result is there; how long that took. */
async function reset(ordinal: number): Promise<number> {
  const { bytes } = await around.portal.seal({
    operation: 'user-reset',
    mustChangeAtNextLogon: false,
    cloudAnchor: Buffer.from(around.portal.users[0]?.cloudAnchor ?? '', 'base64'),
    deadlineMs: Math.floor(around.clock.now()) + 180_000,
    newPassword: `New-Secret-${ordinal}`,
  })
  const startedAt = performance.now()
  await around.portal.send(bytes)
  await vi.waitFor(() => expect(around.portal.results.length).toBe(ordinal), { interval: 5 })
  expect(around.portal.results.at(-1)?.outcome).toBe('changed')
  return performance.now() - startedAt
}

it('agent-splits-transfers sends a result in several', async () => {
  const connection: unknown = Object.getPrototypeOf(
    rhea.create_container().create_connection({ port: 0 }),
  )
  const partial: boolean[] = []
  const take: unknown = Reflect.get(Object(connection), 'on_transfer')
  Reflect.set(Object(connection), 'on_transfer', function seen(this: object, frame: object) {
    partial.push(Reflect.get(Object(Reflect.get(frame, 'performative')), 'more') === true)
    return typeof take === 'function' ? Reflect.apply(take, this, [frame]) : undefined
  })
  await resetUnder('agent-splits-transfers')
  Reflect.set(Object(connection), 'on_transfer', take)
  expect(partial).toContain(true)
})

it('agent-answers-later takes its time', async () => {
  await resetUnder('agent-answers-later')
  const tookMs: number[] = []
  for (let ordinal = 2; ordinal < 7; ordinal++) tookMs.push(await reset(ordinal))
  // The quickest: a busy machine is slow as well.
  expect(Math.min(...tookMs)).toBeGreaterThan(40)
})

it('agent-logs-more tells an event of its own, and more of each', async () => {
  await resetUnder('agent-logs-more')
  await agent.drain()
  const text = readFileSync(agent.logs.events ?? '', 'utf8')
  expect(text).toContain('"name":"AgentNote"')
  expect(text).toMatch(/"level":"information".*"name":"PasswordResetSuccess"/)
})
