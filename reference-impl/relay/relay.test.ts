import rhea from 'rhea'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import { afterEach, describe, expect, it } from 'vitest'
import {
  send,
  startTestRelay,
  type TestRelay,
  type TestRelayOptions,
  textOf,
  withFault,
  SERVERNAME,
} from './testing/test-relay.ts'

const issue = async (directory: string) =>
  (await createAuthority(directory)).issue('relay', SERVERNAME)

let relay: TestRelay

afterEach(() => relay.stop())

const TTL_MS = 180_000

/** A relay with tenant `t`, its portal's sender of requests attached. */
async function setUp(options: TestRelayOptions = {}) {
  relay = await startTestRelay(issue, options)
  const { portal, agent } = await relay.tenant('t')
  const cloud = relay.connect(portal)
  const requests = await cloud.sender('t/requests')
  const attachAgent = async (credit = 10) => {
    const client = relay.connect(agent)
    return { client, requests: await client.receiver('t/requests', credit) }
  }
  const step = (ms: number) => relay.clock.stepTo(relay.clock.now() + ms)
  return { cloud, requests, portal, agent, attachAgent, step }
}

describe('time to live on the relay’s clock', () => {
  it('delivers a waiting request 10 s before its end, with what is left of its time', async () => {
    const { requests, attachAgent, step } = await setUp()
    expect(await send(requests, 'one', { ttlMs: TTL_MS })).toBe('accepted')
    await step(TTL_MS - 10_000)
    const agent = await attachAgent()
    const got = await agent.requests.next()
    expect(textOf(got)).toBe('one')
    expect(got.message?.ttl).toBeGreaterThan(9_000)
    expect(got.message?.ttl).toBeLessThanOrEqual(10_000)
  })

  it('removes it 10 s after, and what was sent later still comes', async () => {
    const { requests, attachAgent, step } = await setUp()
    await send(requests, 'old', { ttlMs: TTL_MS })
    await step(TTL_MS + 10_000)
    expect((await relay.management.readTenant('t')).requests).toMatchObject({
      expired: 1,
      depth: 0,
    })
    await send(requests, 'fresh', { ttlMs: TTL_MS })
    const agent = await attachAgent()
    expect(textOf(await agent.requests.next())).toBe('fresh')
    expect(await agent.requests.silent()).toBe(true)
  })

  it('cuts a time to live that is absent or too long to the ceiling', async () => {
    const { requests, step } = await setUp({ config: { ttlCeilingMs: 60_000 } })
    await send(requests, 'none')
    await send(requests, 'long', { ttlMs: TTL_MS })
    await step(59_000)
    expect((await relay.management.readTenant('t')).requests.depth).toBe(2)
    await step(2_000)
    expect((await relay.management.readTenant('t')).requests.expired).toBe(2)
  })

  it('leaves no timer once nothing waits', async () => {
    const { requests, attachAgent } = await setUp()
    expect(relay.clock.nextDueMs()).toBeNull()
    await send(requests, 'one', { ttlMs: TTL_MS })
    expect(relay.clock.nextDueMs()).not.toBeNull()
    const agent = await attachAgent()
    ;(await agent.requests.next()).delivery?.accept()
    expect(relay.clock.nextDueMs()).toBeNull()
  })
})

describe('named faults', () => {
  it('relay-ignores-ttl delivers after the end', async () => {
    const { requests, attachAgent, step } = await setUp({ faults: withFault('relay-ignores-ttl') })
    await send(requests, 'late', { ttlMs: TTL_MS })
    await step(TTL_MS + 10_000)
    expect(textOf(await (await attachAgent()).requests.next())).toBe('late')
  })

  it('relay-expires-at-once removes after ten seconds', async () => {
    const { requests, attachAgent, step } = await setUp({
      faults: withFault('relay-expires-at-once'),
    })
    await send(requests, 'one', { ttlMs: TTL_MS })
    await step(11_000)
    expect(await (await attachAgent()).requests.silent()).toBe(true)
  })

  it('relay-drops-waiting forgets a request that finds no consumer, and only that', async () => {
    const { requests, attachAgent } = await setUp({ faults: withFault('relay-drops-waiting') })
    expect(await send(requests, 'lost', { ttlMs: TTL_MS })).toBe('accepted')
    const agent = await attachAgent()
    await send(requests, 'kept', { ttlMs: TTL_MS })
    expect(textOf(await agent.requests.next())).toBe('kept')
  })
})

describe('delivery', () => {
  it('brings back what a dead consumer held, at its place, marked as redelivered', async () => {
    const { requests, attachAgent } = await setUp()
    for (const text of ['a', 'b', 'c']) await send(requests, text, { ttlMs: TTL_MS })
    const first = await attachAgent(2)
    expect([textOf(await first.requests.next()), textOf(await first.requests.next())]).toEqual([
      'a',
      'b',
    ])
    first.client.cut()
    const second = await attachAgent(3)
    const again = [
      await second.requests.next(),
      await second.requests.next(),
      await second.requests.next(),
    ]
    expect(again.map(textOf)).toEqual(['a', 'b', 'c'])
    expect(again[0]?.message).toMatchObject({ delivery_count: 1, first_acquirer: false })
    expect(again[2]?.message?.delivery_count).toBeUndefined()
  })

  it('does not expire what a consumer holds, but does not bring it back either', async () => {
    const { requests, attachAgent, step } = await setUp()
    await send(requests, 'held', { ttlMs: 5_000 })
    const first = await attachAgent()
    await first.requests.next()
    await step(6_000)
    expect((await relay.management.readTenant('t')).requests.expired).toBe(0)
    first.client.cut()
    const second = await attachAgent()
    expect(await second.requests.silent()).toBe(true)
    expect((await relay.management.readTenant('t')).requests.expired).toBe(1)
  })

  it('puts back a released message, and gives a modified one an attempt', async () => {
    const { requests, attachAgent } = await setUp()
    const agent = await attachAgent(1)
    await send(requests, 'one', { ttlMs: TTL_MS })
    ;(await agent.requests.next()).delivery?.release()
    agent.requests.link.add_credit(1)
    const released = await agent.requests.next()
    expect(released.message).toMatchObject({ delivery_count: 0, first_acquirer: false })
    released.delivery?.modified({ delivery_failed: true })
    agent.requests.link.add_credit(1)
    const modified = await agent.requests.next()
    expect(modified.message?.delivery_count).toBe(1)
    modified.delivery?.accept()
  })

  it('never exceeds a receiver’s credit, and lets consumers take turns', async () => {
    const { requests, attachAgent } = await setUp()
    const left = await attachAgent(2)
    const right = await attachAgent(2)
    for (const text of ['a', 'b', 'c', 'd', 'e']) await send(requests, text, { ttlMs: TTL_MS })
    const taken = [
      [textOf(await left.requests.next()), textOf(await left.requests.next())],
      [textOf(await right.requests.next()), textOf(await right.requests.next())],
    ]
    expect(taken).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ])
    expect(await left.requests.silent()).toBe(true)
    expect(await right.requests.silent()).toBe(true)
    // The fifth was given to neither: whoever has credit gets it.
    const third = await attachAgent(1)
    expect(textOf(await third.requests.next())).toBe('e')
  })

  it('hands on every section as it came', async () => {
    const { requests, attachAgent } = await setUp()
    const agent = await attachAgent()
    requests.send({
      durable: true,
      priority: 7,
      ttl: TTL_MS,
      message_id: 'id',
      correlation_id: 'other',
      message_annotations: { 'x-note': 'kept' },
      application_properties: { answer: 42 },
      footer: { end: 'kept' },
      body: rhea.message.data_section(Buffer.from([0, 1, 255])),
    })
    const { message } = await agent.requests.next()
    expect(message).toMatchObject({
      durable: true,
      priority: 7,
      ttl: TTL_MS,
      message_id: 'id',
      correlation_id: 'other',
      message_annotations: { 'x-note': 'kept' },
      application_properties: { answer: 42 },
      footer: { end: 'kept' },
      body: { content: Buffer.from([0, 1, 255]) },
    })
  })

  it('passes more messages than one credit window', async () => {
    const { requests, attachAgent } = await setUp()
    const agent = await attachAgent(2_000)
    const outcomes = Array.from({ length: 1_200 }, (_, index) => index)
    for (const index of outcomes) requests.send({ message_id: `${index}`, ttl: TTL_MS, body: 'x' })
    for (const index of outcomes) {
      const context = await agent.requests.next()
      expect(textOf(context)).toBe(`${index}`)
      context.delivery?.accept()
    }
    await relay.role.drain()
    expect((await relay.management.readTenant('t')).requests).toEqual({
      enqueued: 1_200,
      delivered: 1_200,
      settled: 1_200,
      expired: 0,
      refused: 0,
      depth: 0,
    })
  })

  it('drains once nothing is under way; what waits without a consumer does not count', async () => {
    const { requests, attachAgent } = await setUp()
    await send(requests, 'held', { ttlMs: TTL_MS })
    const agent = await attachAgent(1)
    const { delivery } = await agent.requests.next()
    await send(requests, 'waiting', { ttlMs: TTL_MS })
    let drained = false
    const draining = relay.role.drain().then((counters) => {
      drained = true
      return counters
    })
    expect(await agent.requests.silent(50)).toBe(true)
    expect(drained).toBe(false)
    delivery?.accept()
    expect(await draining).toMatchObject({
      'relay.requests.enqueued': 2,
      'relay.requests.settled': 1,
      'relay.requests.depth': 1,
    })
  })

  it('takes and gives settled messages where a link asks for that', async () => {
    const { cloud, agent } = await setUp()
    const results = await cloud.receiver('t/results', 5, { snd_settle_mode: 1 })
    const client = relay.connect(agent)
    const sender = await client.sender('t/results', { snd_settle_mode: 1 })
    sender.send({ message_id: 'result', ttl: TTL_MS, body: 'x' })
    expect((await results.next()).delivery?.remote_settled).toBe(true)
    await relay.role.drain()
    expect((await relay.management.readTenant('t')).results).toMatchObject({ settled: 1, depth: 0 })
  })
})
