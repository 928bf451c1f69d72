import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createServer, type TLSSocket } from 'node:tls'
import rhea, { type EventContext } from 'rhea'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import {
  connectRelay,
  type RelayConnection,
  type RelayDelivery,
  type RelayOptions,
} from './relay-connection.ts'

const SERVERNAME = 'relay.test'
const directory = mkdtempSync(join(tmpdir(), 'relay-'))
let identity: Identity
const opened: { close(): unknown }[] = []

beforeAll(async () => {
  identity = await (await createAuthority(directory)).issue('relay', SERVERNAME)
})
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
})
afterAll(() => rmSync(directory, { recursive: true }))

/** A broker of a few lines: rhea does the protocol, the test says what the broker does. */
async function openBroker(on: Record<string, (context: EventContext) => void> = {}, port = 0) {
  const container = rhea.create_container({ autoaccept: false })
  container.sasl_server_mechanisms.enable_plain(
    (user: string, password: string) => user === 'agent' && password === 'right',
  )
  container.on('error', () => undefined)
  container.on('disconnected', () => undefined)
  container.on('receiver_open', ({ receiver }: EventContext) => {
    receiver?.set_target(receiver.target)
  })
  container.on('sender_open', ({ sender }: EventContext) => sender?.set_source(sender.source))
  for (const [event, handler] of Object.entries(on)) container.on(event, handler)
  const sockets = new Set<TLSSocket>()
  const reads: number[] = []
  const server: Server = createServer(
    { key: readFileSync(identity.keyFile), cert: readFileSync(identity.certFile) },
    (socket) => {
      sockets.add(socket)
      socket.on('data', (chunk) => reads.push(chunk.length))
      accept(container.create_connection(), socket)
    },
  )
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  const broker = {
    port: isAddress(address) ? address.port : 0,
    /** Sizes of what each TLS record brought. */
    reads,
    cut() {
      for (const socket of sockets) socket.destroy()
      sockets.clear()
    },
    close() {
      broker.cut()
      return new Promise((resolve) => server.close(resolve))
    },
  }
  opened.push(broker)
  return broker
}
/** Missing in rhea's types. */
const accept = (connection: object, socket: TLSSocket) => {
  if ('accept' in connection && typeof connection.accept === 'function') connection.accept(socket)
}
const isAddress = (address: unknown): address is AddressInfo =>
  typeof address === 'object' && address !== null && 'port' in address

function connect(port: number, over: Partial<RelayOptions> = {}) {
  const states: [boolean, string | undefined][] = []
  const connection: RelayConnection = connectRelay({
    host: '127.0.0.1',
    port,
    servername: SERVERNAME,
    ca: readFileSync(identity.caFile),
    username: 'agent',
    password: 'right',
    network: { idleTimeoutMs: 2_000, reconnectInitialMs: 10, reconnectMaxMs: 40 },
    onState: (connected, reason) => states.push([connected, reason]),
    ...over,
  })
  opened.push(connection)
  return { connection, states }
}

const feed = (from: number, count: number) => {
  let next = from
  return ({ sender }: EventContext) => {
    if (sender === undefined) return
    for (; next < from + count && sender.sendable(); next++) {
      sender.send({ body: rhea.message.data_section(Buffer.from([next])) })
    }
  }
}

describe('a receiver', () => {
  it('takes no more than its credit until messages are settled, then all of them in order', async () => {
    const broker = await openBroker({ sendable: feed(0, 25) })
    const taken: [number, RelayDelivery][] = []
    const { connection } = connect(broker.port)
    connection.openReceiver({
      address: 'a',
      credit: 8,
      onMessage: (body, delivery) => taken.push([body[0] ?? -1, delivery]),
    })
    await vi.waitFor(() => expect(taken.length).toBe(8))
    for (let done = 0; done < 25; done++) {
      await vi.waitFor(() => expect(taken.length).toBeGreaterThan(done))
      taken[done]?.[1].accept()
      expect(taken.length - done).toBeLessThanOrEqual(9)
    }
    expect(taken.map(([number]) => number)).toEqual(Array.from({ length: 25 }, (_, index) => index))
  })

  it('is attached again after a cut, and after its session was ended by the broker', async () => {
    const broker = await openBroker({ sendable: feed(1, 1) })
    const { connection, states } = connect(broker.port)
    const conditions: string[] = []
    let attached = 0
    connection.openReceiver({
      address: 'a',
      credit: 2,
      onMessage(_body, delivery) {
        delivery.accept()
      },
      onAttached: () => attached++,
      onDetached: (condition) => conditions.push(condition),
    })
    await vi.waitFor(() => expect(attached).toBe(1))
    broker.cut()
    await vi.waitFor(() => expect(attached).toBe(2))
    expect(states.map(([connected]) => connected)).toEqual([true, false, true])

    let ended = 0
    const refusing = await openBroker({
      sender_open({ session }) {
        if (ended++ === 0) session?.close({ condition: 'amqp:internal-error', description: 'test' })
      },
    })
    const second = connect(refusing.port)
    second.connection.openReceiver({
      address: 'a',
      credit: 2,
      onMessage: () => undefined,
      onAttached: () => attached++,
      onDetached: (condition) => conditions.push(condition),
    })
    await vi.waitFor(() => expect(attached).toBe(3))
    expect(conditions.at(-1)).toBe('amqp:internal-error')
    expect(second.states.map(([connected]) => connected)).toEqual([true])
  })
})

it('a connection whose next dialling is called off stays away', async () => {
  const broker = await openBroker()
  const planned: number[] = []
  const { states } = connect(broker.port, { redialAfterMs: (ms) => void planned.push(ms) })
  await vi.waitFor(() => expect(states).toHaveLength(1))
  broker.cut()
  await vi.waitFor(() => expect(planned).toHaveLength(1))
  await sleep(100)
  expect(states.map(([connected]) => connected)).toEqual([true, false])
})

it('a release beside an accept stays a release', async () => {
  const states: string[] = []
  const broker = await openBroker({
    sendable: feed(0, 4),
    accepted: () => states.push('accepted'),
    released: () => states.push('released'),
  })
  const taken: RelayDelivery[] = []
  const { connection } = connect(broker.port)
  connection.openReceiver({ address: 'a', credit: 4, onMessage: (_body, one) => taken.push(one) })
  await vi.waitFor(() => expect(taken.length).toBe(4))
  taken[0]?.accept()
  taken[1]?.release()
  taken[2]?.accept()
  taken[3]?.release()
  await vi.waitFor(() => expect(states.length).toBe(4))
  expect(states.filter((state) => state === 'released').length).toBe(2)
})

describe('a sender', () => {
  it('tells accepted, rejected and released apart, and lost when the link broke unanswered', async () => {
    const broker = await openBroker({
      message({ message, delivery }) {
        const [kind] = message?.body.content ?? []
        if (kind === 1) delivery?.accept()
        if (kind === 2) delivery?.reject()
        if (kind === 3) delivery?.release()
      },
    })
    const { connection } = connect(broker.port)
    const sender = connection.openSender({ address: 'a', preSettled: false })
    const outcomes: string[] = []
    for (const kind of [1, 2, 3]) outcomes.push(await sender.send(Buffer.from([kind])))
    expect(outcomes).toEqual(['accepted', 'rejected', 'released'])
    const unanswered = sender.send(Buffer.from([4]))
    await vi.waitFor(() => expect(sender.sendable()).toBe(true))
    setTimeout(() => broker.cut(), 50)
    expect(await unanswered).toBe('lost')
  })

  it('gives a message back as released when nobody takes it in time', async () => {
    const broker = await openBroker()
    const { connection } = connect(broker.port, { password: 'wrong' })
    const sender = connection.openSender({ address: 'a', preSettled: false })
    expect(sender.sendable()).toBe(false)
    expect(await sender.send(Buffer.from([1]))).toBe('released')
  })

  it('writes what is settled while sending in the same TLS record', async () => {
    const broker = await openBroker({ sendable: feed(0, 1) })
    const { connection } = connect(broker.port)
    const sender = connection.openSender({ address: 'out', preSettled: true })
    await sender.ready()
    await vi.waitFor(() => expect(sender.sendable()).toBe(true))
    let delivery: RelayDelivery | undefined
    connection.openReceiver({
      address: 'in',
      credit: 2,
      onMessage: (_body, taken) => {
        delivery = taken
      },
    })
    await vi.waitFor(() => expect(delivery).toBeDefined())
    broker.reads.length = 0
    await sender.send(Buffer.alloc(64), { onSending: () => delivery?.accept() })
    await vi.waitFor(() => expect(broker.reads.length).toBeGreaterThan(0))
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(broker.reads.length).toBe(1)
    expect(broker.reads[0]).toBeLessThan(200)
  })
})

describe('presence', () => {
  it('is refused with the broker’s condition, attached while the broker lets it, and told when it ends', async () => {
    let consumer = false
    const leave: (() => void)[] = []
    const broker = await openBroker({
      sender_open({ sender }) {
        if (consumer) {
          sender?.set_source(sender.source)
          leave.push(() =>
            sender?.close({ condition: 'amqp:not-found', description: 'no consumer' }),
          )
        } else sender?.close({ condition: 'amqp:not-found', description: 'no consumer' })
      },
    })
    const { connection } = connect(broker.port)
    expect(await connection.tryAttach('p')).toEqual({
      state: 'refused',
      condition: 'not connected',
    })
    await vi.waitFor(() => expect(connection.connected()).toBe(true))
    expect(await connection.tryAttach('p')).toEqual({
      state: 'refused',
      condition: 'amqp:not-found',
    })
    consumer = true
    const attempt = await connection.tryAttach('p')
    if (attempt.state !== 'attached') throw new Error(attempt.condition)
    for (const run of leave) run()
    expect(await attempt.detached).toBe('amqp:not-found')
  })
})

describe('a connection', () => {
  it('is never made with a certificate of another name', async () => {
    const broker = await openBroker()
    const { connection, states } = connect(broker.port, { servername: 'other.test' })
    await vi.waitFor(() => expect(states.length).toBeGreaterThan(1))
    expect(connection.connected()).toBe(false)
    expect(states[0]?.[1]).toContain('ERR_TLS_CERT_ALTNAME_INVALID')
  })

  it('is tried again, and says why, when the secret is wrong', async () => {
    const broker = await openBroker()
    const { states } = connect(broker.port, { password: 'wrong' })
    await vi.waitFor(() => expect(states.length).toBeGreaterThan(2))
    expect(states.every(([connected]) => !connected)).toBe(true)
    expect(states[0]?.[1]).toContain('amqp:unauthorized-access')
  })
})
