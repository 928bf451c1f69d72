import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import { connectRelay, type RelayConnection } from '../protocol/relay-connection.ts'
import { manageRelay } from '../protocol/relay-management.ts'
import { WEBSOCKET } from '../protocol/websocket-stream.ts'
import {
  type Credential,
  SERVERNAME,
  startTestRelay,
  type TestRelay,
} from './testing/test-relay.ts'

const issue = async (directory: string) =>
  (await createAuthority(directory)).issue('relay', SERVERNAME)

let relay: TestRelay
let portal: Credential
let agent: Credential
const opened: { close(): unknown }[] = []

beforeEach(async () => {
  relay = await startTestRelay(issue)
  ;({ portal, agent } = await relay.tenant('t'))
})

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
  await relay.stop()
})

const NETWORK = {
  transport: 'websocket',
  idleTimeoutMs: 2_000,
  reconnectInitialMs: 10,
  reconnectMaxMs: 40,
} as const

function client(credential: Credential): RelayConnection {
  const { caFile, ...at } = relay.edge
  const ca = readFileSync(caFile)
  const connection = connectRelay({ ...at, ca, ...credential, network: NETWORK })
  opened.push(connection)
  return connection
}

function dialled(path: string = WEBSOCKET.path, subprotocols = ['AMQPWSB10']) {
  const verified = { servername: SERVERNAME, ca: readFileSync(relay.edge.caFile) }
  return new WebSocket(`wss://127.0.0.1:${relay.edge.port}${path}`, subprotocols, verified)
}

/** Sends a request through the relay and resolves with what the agent's client got. */
async function passOn(body: string): Promise<string> {
  const requests = client(portal).openSender({ address: 't/requests', preSettled: false })
  const got = new Promise<string>((resolve) => {
    client(agent).openReceiver({
      address: 't/requests',
      credit: 1,
      onMessage(bytes, delivery) {
        delivery.accept()
        resolve(bytes.toString())
      },
    })
  })
  expect(await requests.send(Buffer.from(body), { ttlMs: 60_000 })).toBe('accepted')
  return got
}

describe('AMQP over WebSocket', () => {
  it('carries a message that is larger than a WebSocket message of ours', async () => {
    const body = 'x'.repeat(200_000)
    await relay.stop()
    relay = await startTestRelay(issue, { config: { maxMessageBytes: 250_000 } })
    ;({ portal, agent } = await relay.tenant('t'))
    expect(await passOn(body)).toBe(body)
  })

  it('makes and drops tenants', async () => {
    const management = manageRelay({
      edge: relay.edge,
      ...relay.manager,
      transport: 'websocket',
    })
    opened.push(management)
    expect((await management.readTenant('t')).requests.depth).toBe(0)
    await management.deleteTenant('t')
    await expect(management.readTenant('t')).rejects.toThrow('404')
  })

  it('is refused at another path, and without a subprotocol of AMQP', async () => {
    const statuses = [dialled('/other'), dialled(WEBSOCKET.path, ['mqtt'])].map(async (socket) => {
      socket.on('error', () => undefined)
      const [, response] = await once(socket, 'unexpected-response')
      return response.statusCode
    })
    expect(await Promise.all(statuses)).toEqual([404, 400])
  })

  it('says the goodbye of WebSocket when it closes', async () => {
    const socket = dialled()
    await once(socket, 'open')
    expect(socket.protocol).toBe('AMQPWSB10')
    socket.close(1000)
    const [code] = await once(socket, 'close')
    expect(code).toBe(1000)
  })
})

describe('anything in a WebSocket', () => {
  const cases: Record<string, (socket: WebSocket) => void> = {
    text: (socket) => socket.send('AMQP'),
    'bytes that are no AMQP': (socket) => socket.send(Buffer.alloc(100)),
    'a message above the limit': (socket) =>
      socket.send(Buffer.alloc(WEBSOCKET.takenMessageBytes + 1)),
    'a frame that is not masked': (socket) => socket.send('x', { mask: false }),
  }
  for (const [name, act] of Object.entries(cases)) {
    it(`ends only its own connection: ${name}`, async () => {
      const socket = dialled()
      socket.on('error', () => undefined)
      await once(socket, 'open')
      const closed = once(socket, 'close')
      act(socket)
      await closed
      expect(await passOn('after')).toBe('after')
    }, 8_000)
  }

  it('ends only its own connection: HTTP without an upgrade, and headers without an end', async () => {
    const { port, caFile } = relay.edge
    const ca = readFileSync(caFile)
    const closings = [
      'GET / HTTP/1.1\r\nhost: a\r\n\r\n',
      `GET / HTTP/1.1\r\na: ${'b'.repeat(9_000)}`,
    ]
    for (const bytes of closings) {
      const socket = connect({ host: '127.0.0.1', port, servername: SERVERNAME, ca })
      socket.on('error', () => undefined)
      await once(socket, 'secureConnect')
      const closed = once(socket.resume(), 'close')
      socket.write(bytes)
      await closed
    }
    expect(await passOn('after')).toBe('after')
  }, 8_000)
})
