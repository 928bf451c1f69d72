import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect as connectPlain } from 'node:net'
import { connect } from 'node:tls'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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
})

afterEach(() => relay.stop())

const saslFrame = (body: number[]) => Buffer.from([0, 0, 0, body.length + 8, 2, 1, 0, 0, ...body])

describe('anything on a socket', () => {
  const SASL_HEADER = Buffer.from('AMQP\x03\x01\x00\x00', 'latin1')
  const cases = {
    HTTP: Buffer.from('GET / HTTP/1.1\r\nHost: relay\r\n\r\n'),
    zeros: Buffer.alloc(4_096),
    'AMQP without SASL': Buffer.from('AMQP\x00\x01\x00\x00', 'latin1'),
    'a frame of 2 GB': Buffer.concat([SASL_HEADER, Buffer.from([0x7f, 255, 255, 255, 2, 1, 0, 0])]),
    'an array of 2^32 nulls': Buffer.concat([
      SASL_HEADER,
      saslFrame([0, 0x53, 0x41, 0xf0, 0, 0, 0, 5, 255, 255, 255, 255, 0x40]),
    ]),
    'a SASL frame that is no list': Buffer.concat([SASL_HEADER, saslFrame([0, 0x53, 0x41, 0x40])]),
    'PLAIN without fields': Buffer.concat([
      SASL_HEADER,
      saslFrame([0, 0x53, 0x41, 0xc0, 11, 2, 0xa3, 5, 80, 76, 65, 73, 78, 0xa0, 1, 0]),
    ]),
    'an unknown mechanism': Buffer.concat([
      SASL_HEADER,
      saslFrame([0, 0x53, 0x41, 0xc0, 6, 1, 0xa3, 3, 88, 88, 88]),
    ]),
  }

  for (const [name, bytes] of Object.entries(cases)) {
    it(`ends only its own connection: ${name}`, async () => {
      const receiver = await relay.connect(agent).receiver('t/requests', 1)
      const { port, servername, caFile } = relay.edge
      const socket = connect({ port, host: '127.0.0.1', servername, ca: [readFileSync(caFile)] })
      socket.on('error', () => undefined)
      await once(socket, 'secureConnect')
      const closed = once(socket.resume(), 'close')
      socket.write(bytes)
      await closed
      await send(await relay.connect(portal).sender('t/requests'), 'one', { ttlMs: 60_000 })
      expect(textOf(await receiver.next())).toBe('one')
    }, 5_000)
  }

  it('a disposition over 2^32 deliveries costs nothing', async () => {
    const client = relay.connect(agent)
    const receiver = await client.receiver('t/requests', 2)
    const write = client.connection['_write_frame'].bind(client.connection)
    Object.assign(client.connection, {
      _write_frame(channel: number, frame: object | undefined, payload: unknown) {
        if (frame !== undefined && 'last' in frame) Object.assign(frame, { last: 0xff_ff_ff_ff })
        write(channel, frame, payload)
      },
    })
    const sender = await relay.connect(portal).sender('t/requests')
    await send(sender, 'one', { ttlMs: 60_000 })
    ;(await receiver.next()).delivery?.accept()
    await relay.role.drain()
    await send(sender, 'two', { ttlMs: 60_000 })
    expect(textOf(await receiver.next())).toBe('two')
  }, 5_000)

  it('a transfer without delivery-id ends only its own connection', async () => {
    const receiver = await relay.connect(agent).receiver('t/requests', 1)
    const { connection, ...client } = relay.connect(portal)
    const sender = await client.sender('t/requests')
    const write = connection['_write_frame'].bind(connection)
    Object.assign(connection, {
      _write_frame(channel: number, frame: object | undefined, payload: unknown) {
        if (payload !== undefined) Object.assign(frame ?? {}, { delivery_id: null })
        write(channel, frame, payload)
      },
    })
    const closed = once(connection, 'connection_close')
    connection.on('connection_error', () => undefined)
    sender.send(Buffer.from('never'))
    await closed
    await send(await relay.connect(portal).sender('t/requests'), 'one', { ttlMs: 60_000 })
    expect(textOf(await receiver.next())).toBe('one')
  }, 5_000)

  it('plain TCP too', async () => {
    const socket = connectPlain(relay.edge.port, '127.0.0.1')
    socket.on('error', () => undefined)
    const closed = once(socket.resume(), 'close')
    socket.write('AMQP and more than that, but no TLS')
    await closed
    expect((await relay.connect(agent).receiver('t/requests')).link.is_open()).toBe(true)
  })
})
