import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { afterEach, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { streamOf, WEBSOCKET } from './websocket-stream.ts'

let server: WebSocketServer
let client: Duplex

/** Sizes of the messages that the server got. */
async function open() {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const address = server.address()
  if (typeof address === 'string' || address === null) throw new Error('not listening on TCP')
  const socket = new WebSocket(`ws://127.0.0.1:${address.port}`)
  const sizes: number[] = []
  server.on('connection', (peer) => {
    peer.on('message', (data: Buffer) => sizes.push(data.length))
  })
  await once(socket, 'open')
  client = streamOf(socket)
  return sizes
}

afterEach(() => {
  client.destroy()
  server.close()
})

it('what is written while corked is one message, up to the limit of a message', async () => {
  const sizes = await open()
  client.cork()
  for (const size of [10, 20, 30]) client.write(Buffer.alloc(size))
  client.uncork()
  client.cork()
  for (const size of [WEBSOCKET.sentMessageBytes - 1, 1, 1]) client.write(Buffer.alloc(size))
  client.uncork()
  const closed = once(client, 'close')
  client.end()
  client.resume()
  await closed
  expect(sizes).toEqual([60, WEBSOCKET.sentMessageBytes, 1])
})
