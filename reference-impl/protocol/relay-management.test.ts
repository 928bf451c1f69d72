import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import { SERVERNAME, startTestRelay, type TestRelay } from '../relay/testing/test-relay.ts'
import { manageRelay, type RelayManagement } from './relay-management.ts'

/** Forwards to the relay; counts the connections, and cuts one as soon as its client next speaks. */
async function startForwarder(port: number) {
  const sockets = new Set<Socket>()
  let opened = 0
  let cutting: 'nothing' | 'the next' | 'every' = 'nothing'
  const server = createServer((client) => {
    opened += 1
    const relay = connect(port, '127.0.0.1')
    for (const [socket, other] of [
      [client, relay],
      [relay, client],
    ] as const) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.once('close', () => other.destroy())
    }
    relay.pipe(client)
    client.on('data', (bytes) => {
      if (cutting === 'nothing') relay.write(bytes)
      else client.destroy()
      if (cutting === 'the next') cutting = 'nothing'
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    opened: () => opened,
    cut: (which: 'the next' | 'every') => {
      cutting = which
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

let relay: TestRelay
let forwarder: Awaited<ReturnType<typeof startForwarder>>
let management: RelayManagement

beforeEach(async () => {
  relay = await startTestRelay(async (directory) =>
    (await createAuthority(directory)).issue('relay', SERVERNAME),
  )
  await relay.tenant('t')
  forwarder = await startForwarder(relay.edge.port)
  management = manageRelay({
    edge: { ...relay.edge, port: forwarder.port },
    ...relay.manager,
    timeoutMs: 20_000,
  })
})

afterEach(async () => {
  await management.close()
  await forwarder.stop()
  await relay.stop()
})

const LOST = /^READ of tenant t at the relay .*its management link ended/

describe('a request on a kept connection', () => {
  it('is tried once more, all of several together on one fresh connection, when that was closed', async () => {
    await management.readTenant('t')
    forwarder.cut('the next')
    const together = [management.readTenant('t'), management.readTenant('t')]
    for (const counters of await Promise.all(together)) expect(counters).toHaveProperty('requests')
    expect(forwarder.opened()).toBe(2)
  })

  it('fails when the fresh connection is lost too', async () => {
    await management.readTenant('t')
    forwarder.cut('every')
    await expect(management.readTenant('t')).rejects.toThrow(LOST)
    expect(forwarder.opened()).toBe(2)
  })

  it('opens none anew when its own side closed it', async () => {
    await management.readTenant('t')
    const asked = management.readTenant('t')
    await Promise.all([expect(asked).rejects.toThrow(LOST), management.close()])
    expect(forwarder.opened()).toBe(1)
  })
})

describe('a request on a fresh connection', () => {
  it('fails at once when that is lost', async () => {
    forwarder.cut('the next')
    await expect(management.readTenant('t')).rejects.toThrow(LOST)
    expect(forwarder.opened()).toBe(1)
  })
})
