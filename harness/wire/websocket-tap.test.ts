import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import rhea, { type Connection, type EventContext, type Sender } from 'rhea'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { Tap } from './tap.ts'
import { createTestKit, SERVERNAME, type TestKit, until } from './test-kit.ts'

const SUBPROTOCOL = 'AMQPWSB10'
const BODY_BYTES = 300

let kit: TestKit
let server: Server
let tap: Tap
const received: number[] = []
const accepted: WebSocket[] = []
const connections: Connection[] = []

beforeAll(async () => {
  kit = await createTestKit()
  const { certFile, keyFile } = kit.identity
  server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) })
  const container = rhea.create_container()
  container.on('message', ({ message }: EventContext) =>
    received.push(message?.body.content.length),
  )
  container.on('disconnected', () => undefined)
  const webSockets = new WebSocketServer({ server, perMessageDeflate: { threshold: 0 } })
  webSockets.on('connection', (socket) => {
    accepted.push(socket)
    // Typed as for a socket of node:net; it takes a WebSocket.
    Reflect.apply(container.websocket_accept, container, [socket, {}])
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  tap = await kit.tap({ mode: 'inspecting', protocol: 'amqp', upstream: kit.edgeOf(server) })
})

afterAll(async () => {
  for (const connection of connections) connection.close()
  await sleep(50)
  for (const socket of accepted) socket.terminate()
  server.close()
  await kit.close()
})

const verified = () => ({ servername: SERVERNAME, ca: readFileSync(kit.caFile) })
const url = () => `wss://127.0.0.1:${tap.port}/$servicebus/websocket`

async function openSender(): Promise<Sender> {
  const container = rhea.create_container()
  const dialling = container.websocket_connect(WebSocket)(url(), SUBPROTOCOL, verified())
  const at = { host: tap.host, port: tap.port }
  const connection = container.connect({
    ...at,
    connection_details: () => ({ ...at, ...dialling() }),
    reconnect: false,
  })
  connection.on('disconnected', () => undefined)
  connections.push(connection)
  const sender = connection.open_sender('acme/results')
  await once(sender, 'sendable')
  return sender
}

const message = { body: rhea.message.data_section(Buffer.alloc(BODY_BYTES)) }

describe('an inspecting tap on AMQP over WebSocket', () => {
  it('sees a message, with its address and size, though the peers would have compressed', async () => {
    const sender = await openSender()
    sender.send(message)
    await once(sender, 'accepted')
    expect(received).toEqual([BODY_BYTES])
    expect(tap.messages()).toMatchObject([
      { direction: 'outbound', address: 'acme/results', bodyBytes: BODY_BYTES },
    ])
    expect(tap.frames().inbound).toMatchObject({ open: 1, attach: 1, disposition: 1 })
  })

  it('holds messages, and lets them go on', async () => {
    const before = received.length
    const sender = await openSender()
    const hold = tap.holdMessages('outbound')
    sender.send(message)
    sender.send(message)
    await until(() => hold.held() === 2)
    expect(received.length).toBe(before)
    hold.release()
    await until(() => received.length === before + 2)
    expect(received.length).toBe(before + 2)
  })

  it('counts pings and pongs, and joins fragments', async () => {
    const socket = new WebSocket(url(), SUBPROTOCOL, verified())
    await once(socket, 'open')
    const header = Buffer.from('AMQP\x00\x01\x00\x00', 'latin1')
    const answered = once(socket, 'message')
    socket.send(header.subarray(0, 3), { fin: false })
    socket.ping('still there?')
    socket.send(header.subarray(3), { fin: true })
    const [[pong]] = await Promise.all([once(socket, 'pong'), answered])
    expect(String(pong)).toBe('still there?')
    expect(tap.frames().outbound.ping).toBe(1)
    expect(tap.frames().inbound.pong).toBe(1)
    socket.close(1000)
    const [code] = await once(socket, 'close')
    expect(code).toBe(1000)
  })

  it('hands on the server’s refusal', async () => {
    const edge = await kit.tlsServer({}, (socket) =>
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno'),
    )
    const other = await kit.tap({ mode: 'inspecting', protocol: 'amqp', upstream: edge })
    const socket = new WebSocket(`wss://127.0.0.1:${other.port}/`, SUBPROTOCOL, verified())
    socket.on('error', () => undefined)
    const [, response] = await once(socket, 'unexpected-response')
    expect(response.statusCode).toBe(404)
    expect(String((await once(response, 'data'))[0])).toBe('no')
  })
})
