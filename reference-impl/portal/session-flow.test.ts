import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PackageKeys } from '../protocol/message.ts'
import {
  createTestPortal,
  PASSWORD,
  TENANT,
  type TestPortal,
  userEntry,
} from './testing/test-portal.ts'

const ANN = 'ann@contoso.example'
const BOB = 'bob@contoso.example'
const CLOUD = 'cloud@contoso.example'

let t: TestPortal
let keys: PackageKeys

beforeEach(async () => {
  t = await createTestPortal()
  keys = await t.enable()
  await t.upload([userEntry(ANN), userEntry(BOB), userEntry(CLOUD, 'cloud-only')])
  await t.enrol(ANN, CLOUD)
})
afterEach(() => t.close())

const codeOf = async (answer: Promise<{ body: Record<string, unknown> }>) =>
  (await answer).body['code']
const start = (user: string) => t.ask('POST', '/sessions', { user })
const gate = (session: string, code: string) =>
  t.ask('POST', `/sessions/${session}/gates`, { gate: 'totp', code })
const settings = async (changes: object) =>
  t.ask('PUT', `/tenants/${TENANT}/settings`, changes, await t.token({}))

/** Answers the next request as the agent. */
async function agentAnswers(outcome: 'changed' | 'policy' | 'no-permission', index = 0) {
  await t.sent(index + 1)
  const request = await t.relay.opened(index, keys)
  t.relay.result(keys, request.id, outcome)
  return request
}

describe('a self-service reset', () => {
  it('sends the new password sealed for the agent, and answers what the agent says', async () => {
    const session = await t.enter(ANN.toUpperCase())
    const asked = t.submit(session)
    const request = await agentAnswers('changed')
    expect(request).toMatchObject({ operation: 'user-reset', newPassword: PASSWORD })
    expect(request.deadlineMs).toBe(t.clock.now() + 180_000)
    expect(t.relay.sent[0]?.options.ttlMs).toBe(180_000)
    expect(await asked).toMatchObject({
      status: 200,
      body: { code: 'changed', operationId: request.id },
    })
    expect(await codeOf(t.submit(session))).toBe('session-unknown')
    expect(JSON.stringify(t.records)).not.toContain(PASSWORD)
  })

  it('lets the person try again in the same session after a refusal', async () => {
    const session = await t.enter(ANN)
    const first = t.submit(session, 'short')
    await agentAnswers('policy')
    expect(await first).toMatchObject({
      status: 422,
      headers: { 'content-type': 'application/problem+json; charset=utf-8' },
      body: { code: 'policy', definite: true },
    })
    const second = t.submit(session)
    await agentAnswers('changed', 1)
    expect(await codeOf(second)).toBe('changed')
  })

  it('takes no password before the gates, nor one that differs from its confirmation', async () => {
    const { sessionId } = (await start(ANN)).body
    expect(await codeOf(t.submit(String(sessionId)))).toBe('gates-not-passed')
    const session = await t.enter(ANN)
    expect(await codeOf(t.submit(session, PASSWORD, 'another'))).toBe('confirmation-mismatch')
    expect(t.relay.sent).toHaveLength(0)
  })

  it('refuses a second password while the first is on its way', async () => {
    const session = await t.enter(ANN)
    const first = t.submit(session)
    await t.sent(1)
    expect((await t.submit(session)).body['code']).toBe('overloaded')
    await agentAnswers('changed')
    await first
    expect(t.relay.sent).toHaveLength(1)
  })

  it('ends a session after 15 minutes', async () => {
    const session = await t.enter(ANN)
    await t.pass(15 * 60_000)
    expect(await codeOf(t.submit(session))).toBe('session-unknown')
  })
})

describe('gates', () => {
  it('refuse a wrong code and one that was used, also in another session', async () => {
    const { sessionId } = (await start(ANN)).body
    const wrong = String((Number(t.code()) + 1) % 1_000_000).padStart(6, '0')
    expect(await codeOf(gate(String(sessionId), wrong))).toBe('gate-refused')
    expect((await gate(String(sessionId), t.code())).body).toEqual({ remaining: 0 })
    const { sessionId: other } = (await start(ANN)).body
    expect(await codeOf(gate(String(other), t.code()))).toBe('gate-refused')
    expect((await gate(String(other), t.code(1))).status).toBe(200)
  })

  it('two of them need two different codes', async () => {
    await settings({ gates: 2 })
    const { sessionId } = (await start(ANN)).body
    expect((await gate(String(sessionId), t.code())).body).toEqual({ remaining: 1 })
    expect(await codeOf(gate(String(sessionId), t.code()))).toBe('gate-refused')
    expect(await codeOf(t.submit(String(sessionId)))).toBe('gates-not-passed')
    expect((await gate(String(sessionId), t.code(1))).body).toEqual({ remaining: 0 })
  })

  it('lock the account out of self-service after five failures, for 24 hours', async () => {
    const { sessionId } = (await start(ANN)).body
    for (let failed = 0; failed < 5; failed++) await gate(String(sessionId), t.code(-3))
    expect(await codeOf(gate(String(sessionId), t.code()))).toBe('too-many-attempts')
    const locked = await start(ANN)
    expect(locked).toMatchObject({ status: 429, headers: { 'retry-after': '86400' } })
    await t.pass(24 * 60 * 60_000)
    t.relay.heartbeat(keys)
    expect((await start(ANN)).status).toBe(200)
  })
})

describe('who is let in', () => {
  it('is told the first reason why not, in the order of the checks', async () => {
    expect(await codeOf(start('nobody@contoso.example'))).toBe('user-unknown')
    t.relay.next.presence = 'absent'
    await settings({ selfService: false, writeback: false })
    expect(await codeOf(start(BOB))).toBe('self-service-disabled')
    await settings({ selfService: true })
    expect(await codeOf(start(BOB))).toBe('writeback-disabled')
    await settings({ writeback: true })
    expect(await codeOf(start(BOB))).toBe('not-registered')
    expect(await codeOf(start(ANN))).toBe('service-down')
  })

  it('is told that the service is down as soon as the agent left, and up when it is back', async () => {
    expect((await start(ANN)).status).toBe(200)
    t.relay.agentLeaves()
    await Promise.resolve()
    const down = await start(ANN)
    expect(down).toMatchObject({ status: 503, body: { code: 'service-down' } })
    expect(down.body['remedy']).not.toBe('')
    t.relay.next.presence = 'attached'
    expect((await start(ANN)).status).toBe(200)
    expect(t.relay.sent).toHaveLength(0)
  })

  it('is told that the service is down two periods after the last sign of life', async () => {
    await t.pass(599_000)
    expect((await start(ANN)).status).toBe(200)
    await t.pass(1_000)
    expect(await codeOf(start(ANN))).toBe('service-down')
    t.relay.heartbeat(keys)
    expect((await start(ANN)).status).toBe(200)
  })

  it('needs no agent for an account of the cloud only', async () => {
    t.relay.next.presence = 'absent'
    await settings({ writeback: false })
    expect(await codeOf(t.submit(await t.enter(CLOUD)))).toBe('changed')
    expect(t.relay.sent).toHaveLength(0)
  })
})

/** Gates that are not passed. */
const fail = async (times: number) => {
  const { sessionId } = (await start(ANN)).body
  for (let failed = 0; failed < times; failed++) await gate(String(sessionId), t.code(-3))
}

describe('throttles', () => {
  it('count failures of 24 hours only, and lock from the last of them', async () => {
    await fail(4)
    await t.pass(24 * 60 * 60_000)
    t.relay.heartbeat(keys)
    await fail(4)
    await t.pass(60 * 60_000)
    t.relay.heartbeat(keys)
    expect((await start(ANN)).status).toBe(200)
    await fail(1)
    expect((await start(ANN)).headers['retry-after']).toBe('86400')
  })

  it('follow the tenant’s limits', async () => {
    await settings({ failedGates: 2, lockoutMs: 60_000 })
    await fail(2)
    expect((await start(ANN)).headers['retry-after']).toBe('60')
    await t.pass(60_000)
    expect((await start(ANN)).status).toBe(200)
  })

  it('allow as many passwords an hour as the tenant says', async () => {
    await settings({ passwordsPerHour: 2 })
    const session = await t.enter(ANN)
    for (const index of [0, 1]) {
      const asked = t.submit(session, 'short')
      await agentAnswers('policy', index)
      expect(await codeOf(asked)).toBe('policy')
    }
    expect(await codeOf(t.submit(session))).toBe('too-many-attempts')
    expect(t.relay.sent).toHaveLength(2)
  })
})
