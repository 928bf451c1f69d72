import { createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import type { EventContext } from 'rhea'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { manageRelay } from '../protocol/relay-management.ts'
import {
  type Credential,
  send,
  startTestRelay,
  type TestRelay,
  textOf,
  SERVERNAME,
} from './testing/test-relay.ts'

const issue = async (directory: string) =>
  (await createAuthority(directory)).issue('relay', SERVERNAME)

let relay: TestRelay
let portal: Credential
let agent: Credential

beforeEach(async () => {
  relay = await startTestRelay(issue)
  ;({ portal, agent } = await relay.tenant('t'))
  await relay.tenant('other')
})

afterEach(() => relay.stop())

const UNAUTHORIZED = 'amqp:unauthorized-access'

describe('least privilege', () => {
  const ALLOWED = {
    portal: { send: 't/requests', receive: 't/results' },
    agent: { send: 't/results', receive: 't/requests' },
  } as const
  const ADDRESSES = [
    't/requests',
    't/results',
    't/presence',
    'other/requests',
    'other/results',
    '$management',
    'made-up',
  ]

  for (const who of ['portal', 'agent'] as const) {
    it(`${who}: only ${ALLOWED[who].send} may be sent to and ${ALLOWED[who].receive} received from`, async () => {
      const client = relay.connect(who === 'portal' ? portal : agent)
      await client.sender(ALLOWED[who].send)
      await client.receiver(ALLOWED[who].receive)
      const watched = who === 'portal' ? 't/presence' : undefined
      for (const address of ADDRESSES.filter((one) => one !== ALLOWED[who].send)) {
        await expect(client.sender(address), `send ${address}`).rejects.toThrow(UNAUTHORIZED)
      }
      const notReceivable = ADDRESSES.filter(
        (one) => one !== ALLOWED[who].receive && one !== watched,
      )
      for (const address of notReceivable) {
        await expect(client.receiver(address), `receive ${address}`).rejects.toThrow(UNAUTHORIZED)
      }
      // The refusals left the connection and its other links alone.
      const sender = await client.sender(ALLOWED[who].send)
      expect(await send(sender, 'one', { ttlMs: 60_000 })).toBe('accepted')
    })
  }

  it('the management user reaches nothing but $management', async () => {
    const client = relay.connect(relay.manager)
    await client.sender('$management')
    await expect(client.sender('t/requests')).rejects.toThrow(UNAUTHORIZED)
    await expect(client.receiver('t/requests')).rejects.toThrow(UNAUTHORIZED)
  })
})

describe('credentials', () => {
  it('refuses a wrong secret, an unknown user and another user’s secret', async () => {
    const wrong = [
      { ...agent, password: `${agent.password}x` },
      { username: 'nobody', password: agent.password },
      { username: agent.username, password: portal.password },
    ]
    for (const credential of wrong) {
      await expect(relay.connect(credential).receiver('t/requests')).rejects.toThrow('authenticate')
    }
    await relay.connect(agent).receiver('t/requests')
  })

  it('a tenant made anew loses its messages, its connections and its old credentials', async () => {
    const cloud = relay.connect(portal)
    await send(await cloud.sender('t/requests'), 'old', { ttlMs: 60_000 })
    const closed = once(cloud.connection, 'connection_error')
    const fresh = await relay.tenant('t')
    expect((await closed)[0]).toMatchObject({ error: { condition: UNAUTHORIZED } })
    await expect(relay.connect(portal).sender('t/requests')).rejects.toThrow('authenticate')
    const receiver = await relay.connect(fresh.agent).receiver('t/requests', 1)
    expect(await receiver.silent()).toBe(true)
    await send(await relay.connect(fresh.portal).sender('t/requests'), 'new', { ttlMs: 60_000 })
    expect(textOf(await receiver.next())).toBe('new')
  })
})

describe('management', () => {
  it('makes, reads and drops a tenant, and says what is wrong', async () => {
    const { management } = relay
    const requests = await relay.connect(portal).sender('t/requests')
    await send(requests, 'waits', { ttlMs: 60_000 })
    expect((await management.deleteTenant('t'))?.requests.depth).toBe(1)
    await expect(relay.connect(agent).receiver('t/requests')).rejects.toThrow('authenticate')
    await expect(management.readTenant('t')).rejects.toMatchObject({ statusCode: 404 })
    expect(await management.deleteTenant('t')).toBeUndefined()
    const verifier = 'ab'.repeat(32)
    const body = { portal: { username: 'p', verifier }, agent: { username: 'a', verifier } }
    await expect(management.createTenant('No Name', body)).rejects.toMatchObject({
      statusCode: 400,
    })
    const taken = { ...body, agent: { username: 'other-agent', verifier } }
    await expect(management.createTenant('t', taken)).rejects.toThrow('other-agent is taken')
    await management.createTenant('t', body)
    expect((await management.readTenant('t')).requests.enqueued).toBe(0)
  })

  it('names the relay and the reason when it cannot be used', async () => {
    const wrong = manageRelay({ edge: relay.edge, ...relay.manager, password: 'wrong' })
    await expect(wrong.readTenant('t')).rejects.toThrow(
      `127.0.0.1:${relay.edge.port}: its management link ended`,
    )
    await wrong.close()
    const foreign = manageRelay({
      edge: { ...relay.edge, servername: 'evil.test' },
      ...relay.manager,
    })
    await expect(foreign.readTenant('t')).rejects.toThrow('altnames')
    await foreign.close()
  })

  it('gives up on a relay that says nothing', async () => {
    const sockets: Socket[] = []
    const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const management = manageRelay({
      edge: { ...relay.edge, port },
      ...relay.manager,
      timeoutMs: 100,
    })
    await expect(management.readTenant('t')).rejects.toThrow('no answer within 100 ms')
    const gone = sockets.map((socket) => socket.resume()).map((socket) => once(socket, 'close'))
    await Promise.all(gone)
    silent.close()
  })

  it('serves again after the connection was lost', async () => {
    await relay.management.readTenant('t')
    await relay.management.close()
    expect((await relay.management.readTenant('t')).results.depth).toBe(0)
  })
})

describe('presence', () => {
  it('is refused while nobody takes requests, attached while somebody does, detached after the last', async () => {
    const cloud = relay.connect(portal)
    await expect(cloud.receiver('t/presence', 5)).rejects.toThrow('amqp:not-found')
    const first = await relay.connect(agent).receiver('t/requests')
    const second = relay.connect(agent)
    await second.receiver('t/requests')
    const presence = await cloud.receiver('t/presence', 5)
    let ended: string | undefined
    const gone = new Promise<void>((resolve) => {
      presence.link.once('receiver_error', ({ receiver }: EventContext) => {
        const error = receiver?.error
        if (error !== undefined && !(error instanceof Error)) ended = error.description
        resolve()
      })
    })
    first.link.close()
    expect(await presence.silent()).toBe(true)
    expect(ended).toBeUndefined()
    second.cut()
    await gone
    expect(ended).toBe('no consumer')
    await relay.connect(agent).receiver('t/requests')
    await cloud.receiver('t/presence', 5)
  })
})

describe('limits', () => {
  it('refuses a message above the announced size and takes the next', async () => {
    const cloud = relay.connect(portal)
    const sender = await cloud.sender('t/requests')
    expect(sender.max_message_size).toBe(65_536)
    for (const sizeBytes of [66_000, 300_000]) {
      expect(await send(sender, 'large', { sizeBytes })).toBe(
        'rejected amqp:link:message-size-exceeded',
      )
    }
    expect(await send(sender, 'small', { sizeBytes: 65_000, ttlMs: 60_000 })).toBe('accepted')
    const receiver = await relay.connect(agent).receiver('t/requests', 5)
    const got = await receiver.next()
    expect([textOf(got), got.message?.body.content.length]).toEqual(['small', 65_000])
    expect((await relay.management.readTenant('t')).requests).toMatchObject({
      refused: 2,
      enqueued: 1,
    })
  })

  it('refuses what exceeds the tenant’s bytes, until something is taken', async () => {
    await relay.stop()
    relay = await startTestRelay(issue, { config: { maxQueuedBytesPerTenant: 1_500 } })
    const tenant = await relay.tenant('t')
    const sender = await relay.connect(tenant.portal).sender('t/requests')
    expect(await send(sender, 'first', { sizeBytes: 700, ttlMs: 60_000 })).toBe('accepted')
    expect(await send(sender, 'second', { sizeBytes: 700 })).toBe(
      'rejected amqp:resource-limit-exceeded',
    )
    const receiver = await relay.connect(tenant.agent).receiver('t/requests', 1)
    ;(await receiver.next()).delivery?.accept()
    await relay.role.drain()
    expect(await send(sender, 'third', { sizeBytes: 700 })).toBe('accepted')
  })

  it('has room for a result also where the requests have used up the tenant’s bytes', async () => {
    await relay.stop()
    relay = await startTestRelay(issue, { config: { maxQueuedBytesPerTenant: 1_500 } })
    const tenant = await relay.tenant('t')
    const requests = await relay.connect(tenant.portal).sender('t/requests')
    await send(requests, 'first', { sizeBytes: 700, ttlMs: 60_000 })
    expect(await send(requests, 'second', { sizeBytes: 700 })).toMatch('rejected')
    const results = await relay.connect(tenant.agent).sender('t/results')
    expect(await send(results, 'result', { sizeBytes: 700 })).toBe('accepted')
    expect(await send(results, 'another', { sizeBytes: 700 })).toMatch('rejected')
  })

  it('announces nine tenths of its idle time, and drops a peer that is silent for twice that', async () => {
    await relay.stop()
    relay = await startTestRelay(issue, { config: { network: { idleTimeoutMs: 100 } } })
    const tenant = await relay.tenant('t')
    const client = relay.connect(tenant.agent)
    await client.receiver('t/requests')
    expect(Reflect.get(client.connection, 'remote').open.idle_time_out).toBe(90)
    const alive = relay.connect(tenant.agent)
    await alive.receiver('t/requests')
    Object.assign(client.connection, { output: () => undefined })
    const [ended] = await once(client.connection, 'connection_error')
    expect(ended).toMatchObject({ error: { condition: 'amqp:resource-limit-exceeded' } })
    expect(alive.connection.is_open()).toBe(true)
  })

  it('ends a connection that sends without credit', async () => {
    const cloud = relay.connect(portal)
    const closed = once(cloud.connection, 'connection_error')
    await cloud.sender('t/requests')
    const sender = cloud.connection.open_sender('other/requests')
    // Once the attach is written and before its refusal is read.
    setImmediate(() => Object.assign(sender, { credit: 1 }).send({ body: 'x' }))
    expect((await closed)[0]).toMatchObject({
      error: { condition: 'amqp:link:transfer-limit-exceeded' },
    })
  })
})
