import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import rhea, { type Connection, type EventContext, type Message, type Sender } from 'rhea'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestKit, dial, SERVERNAME, type TestKit, until } from './test-kit.ts'

let kit: TestKit
const opened: Connection[] = []
beforeAll(async () => {
  kit = await createTestKit()
})
afterAll(async () => {
  for (const connection of opened) connection.close()
  await sleep(50)
  await kit.close()
})

/** An AMQP server that remembers what came, and can send on the links that clients receive from. */
async function amqpServer(options = {}) {
  const container = rhea.create_container()
  const received: Message[] = []
  const outgoing: Sender[] = []
  container.on('message', ({ message }: EventContext) => {
    if (message !== undefined) received.push(message)
  })
  container.on('sender_open', ({ sender }: EventContext) => {
    if (sender === undefined) return
    sender.set_source({ address: sender.source.address })
    outgoing.push(sender)
  })
  container.on('receiver_open', ({ receiver }: EventContext) => {
    receiver?.set_target({ address: receiver.target.address })
  })
  for (const quiet of ['disconnected', 'connection_error', 'session_error', 'protocol_error']) {
    container.on(quiet, () => undefined)
  }
  const server = container.listen({
    port: 0,
    host: '127.0.0.1',
    transport: 'tls',
    cert: readFileSync(kit.identity.certFile),
    key: readFileSync(kit.identity.keyFile),
    ...options,
  })
  await once(server, 'listening')
  return { edge: kit.edgeOf(server), server, received, outgoing }
}

async function amqpClient(tap: { host: string; port: number }, options = {}) {
  const connection = rhea.create_container().connect({
    host: tap.host,
    port: tap.port,
    transport: 'tls',
    ca: [readFileSync(kit.caFile)],
    servername: SERVERNAME,
    reconnect: false,
    ...options,
  })
  connection.on('disconnected', () => undefined)
  opened.push(connection)
  await once(connection, 'connection_open')
  return connection
}

const sendable = async (sender: Sender) => {
  if (!sender.sendable()) await once(sender, 'sendable')
  return sender
}
const openSender = async (connection: Connection, address: string) =>
  sendable(connection.open_sender(address))

const encodedBytes = (message: Message) => rhea.message.encode(message).length
const data = (size: number, fill = 'd'): Message => ({
  ttl: 180_000,
  message_id: 'm-1',
  body: rhea.message.data_section(Buffer.alloc(size, fill)),
})

describe('an inspecting tap on AMQP', () => {
  it('sees each message once, with its size, body and address, in both directions', async () => {
    const { edge, received, outgoing, server } = await amqpServer()
    const tap = await kit.tap({ mode: 'inspecting', protocol: 'amqp', upstream: edge })
    const client = await amqpClient(tap)
    const results = await openSender(client, 'acme/results')
    const receiver = client.open_receiver('acme/requests')
    await once(receiver, 'receiver_open')
    results.send(data(60))
    const [requests] = outgoing
    if (requests === undefined) throw new Error('no link to send on')
    const arrived = once(receiver, 'message')
    requests.send(data(314))
    await arrived
    await until(() => received.length === 1)

    const seen = tap.messages().map(({ at: _at, deliveryId: _id, ...rest }) => rest)
    const envelope = { connection: 1, settled: false, frames: 1 }
    expect(seen).toEqual([
      {
        ...envelope,
        direction: 'outbound',
        address: 'acme/results',
        sizeBytes: encodedBytes(data(60)),
        bodyBytes: 60,
        sectionBytes: { header: expect.any(Number), properties: expect.any(Number), data: 65 },
      },
      {
        ...envelope,
        direction: 'inbound',
        address: 'acme/requests',
        sizeBytes: encodedBytes(data(314)),
        bodyBytes: 314,
        sectionBytes: { header: expect.any(Number), properties: expect.any(Number), data: 322 },
      },
    ])
    for (const { sizeBytes, sectionBytes } of tap.messages()) {
      expect(Object.values(sectionBytes).reduce((sum, bytes) => sum + bytes)).toBe(sizeBytes)
    }
    expect(tap.frames().outbound).toMatchObject({ open: 1, attach: 2, transfer: 1, empty: 0 })
    expect(tap.frames().inbound).toMatchObject({ open: 1, attach: 2, transfer: 1 })
    expect(tap.snapshot().inbound).toMatchObject({
      messages: 1,
      messageBytes: encodedBytes(data(314)),
    })
    server.close()
  })

  it('puts a message together that spans frames', async () => {
    const { edge, received, server } = await amqpServer({ max_frame_size: 512 })
    const tap = await kit.tap({ mode: 'inspecting', protocol: 'amqp', upstream: edge })
    const sender = await openSender(await amqpClient(tap), 'acme/results')
    sender.send(data(5_000))
    await until(() => received.length === 1)
    const [message] = tap.messages()
    expect(message).toMatchObject({ sizeBytes: encodedBytes(data(5_000)), bodyBytes: 5_000 })
    expect(message?.frames).toBe(tap.frames().outbound.transfer)
    expect(message?.frames).toBeGreaterThan(9)
    server.close()
  })

  it('holds the messages it is told to, and delivers them in order afterwards', async () => {
    const { edge, received, server } = await amqpServer({ max_frame_size: 512 })
    const tap = await kit.tap({ mode: 'inspecting', protocol: 'amqp', upstream: edge })
    const client = await amqpClient(tap)
    const sender = await openSender(client, 'acme/results')
    const session = client.create_session()
    session.begin()
    const other = await sendable(session.open_sender('acme/other'))
    const sizes = () => received.map(({ body }) => body.content.length)

    sender.send(data(100))
    await until(() => received.length === 1)
    const hold = tap.holdMessages('outbound', ({ bodyBytes }) => bodyBytes === 2_000)
    sender.send(data(2_000))
    // Not chosen, but behind the held one in its session.
    sender.send(data(300))
    other.send(data(400))
    await until(() => received.length === 2)
    await sleep(30)
    expect(sizes()).toEqual([100, 400])
    expect(hold.held()).toBe(1)
    hold.release()
    await until(() => received.length === 4)
    expect(sizes()).toEqual([100, 400, 2_000, 300])
    expect(hold.held()).toBe(0)
    expect(tap.messages()).toHaveLength(4)
    sender.send(data(500))
    await until(() => received.length === 5)
    expect(sizes()).toEqual([100, 400, 2_000, 300, 500])
    server.close()
  })

  it('changes the bodies it is told to, whatever their length, and nothing else', async () => {
    const { edge, received, server } = await amqpServer()
    const tap = await kit.tap({ mode: 'inspecting', protocol: 'amqp', upstream: edge })
    const sender = await openSender(await amqpClient(tap), 'acme/results')
    const bodies = () => received.map(({ body }) => body.content.toString())
    const kept: Buffer[] = []
    const copying = tap.editMessages(
      'outbound',
      ({ bodyBytes }) => bodyBytes === 3,
      (body) => {
        kept.push(body)
        return body
      },
    )
    sender.send(data(3, 'a'))
    await until(() => received.length === 1)
    copying.stop()
    const replacing = tap.editMessages(
      'outbound',
      ({ bodyBytes }) => bodyBytes === 300,
      () => kept[0] ?? Buffer.alloc(0),
    )
    sender.send(data(300, 'b'))
    sender.send(data(4, 'c'))
    await until(() => received.length === 3)
    expect(bodies()).toEqual(['aaa', 'aaa', 'cccc'])
    expect(received.map((message) => message.message_id)).toEqual(['m-1', 'm-1', 'm-1'])
    expect([copying.edited(), replacing.edited()]).toEqual([1, 1])
    replacing.stop()
    sender.send(data(300, 'b'))
    await until(() => received.length === 4)
    expect(bodies()[3]).toHaveLength(300)
    server.close()
  })

  it('counts keep-alives apart from messages', async () => {
    const { edge, server } = await amqpServer({ idle_time_out: 800 })
    const tap = await kit.tap({ mode: 'inspecting', protocol: 'amqp', upstream: edge })
    await amqpClient(tap)
    await until(() => tap.frames().outbound.empty >= 2)
    expect(tap.frames().outbound.empty).toBeGreaterThanOrEqual(2)
    expect(tap.messages()).toEqual([])
    server.close()
  })

  it('ends a connection that sends garbage, and no other', async () => {
    const { edge, received, server } = await amqpServer()
    const tap = await kit.tap({ mode: 'inspecting', protocol: 'amqp', upstream: edge })
    const sender = await openSender(await amqpClient(tap), 'acme/results')
    for (const garbage of [
      'GET / HTTP/1.1\r\n\r\n',
      '\0\0\0\x0c\x02\0\0\0\0\0\0\0',
      '\0\0\0\x04',
    ]) {
      const { raw, tls } = await dial(tap, kit.caFile)
      tls.write(Buffer.from(garbage, 'latin1'))
      await once(raw, 'close')
    }
    sender.send(data(10))
    await until(() => received.length === 1)
    expect(received).toHaveLength(1)
    server.close()
  })

  it('lets a client come back after a cut', async () => {
    const { edge, received, server } = await amqpServer()
    const tap = await kit.tap({ mode: 'inspecting', protocol: 'amqp', upstream: edge })
    const client = await amqpClient(tap, { reconnect: true, initial_reconnect_delay: 10 })
    const sender = await openSender(client, 'acme/results')
    const back = once(client, 'connection_open')
    tap.cut()
    await back
    ;(await sendable(sender)).send(data(10))
    await until(() => received.length === 1)
    expect(tap.messages()).toMatchObject([{ connection: 2, address: 'acme/results' }])
    client.close()
    server.close()
  })
})

it('a tap that sees no messages holds none', async () => {
  const { edge, server } = await amqpServer()
  const tap = await kit.tap({ mode: 'opaque', protocol: 'amqp', upstream: edge })
  expect(() => tap.holdMessages('both')).toThrow('inspecting')
  server.close()
})
