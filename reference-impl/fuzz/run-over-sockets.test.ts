import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext, createServer, type Server, type TLSSocket } from 'node:tls'
import { afterEach, expect, it } from 'vitest'
import { makeCertificate } from './certificate.ts'
import { complaintIn } from './complaints.ts'
import { httpWires } from './edges/http-wires.ts'
import { EDGES } from './edges/index.ts'
import { exchange } from './exchange.ts'
import { runOverSockets } from './run-over-sockets.ts'

const SERVERNAME = 'role.fuzz.test'
const stretch = {
  seed: 7,
  from: 0,
  inputs: 40,
  connections: 1,
  isOver: () => false,
  onProgress: () => undefined,
}

let server: Server | undefined
let folder = ''

afterEach(async () => {
  server?.close()
  await rm(folder, { recursive: true, force: true })
})

/** A portal that is none: what it says to the first probe, and to what comes after. */
async function startBroken(serve: (socket: TLSSocket, isFirst: boolean) => void) {
  folder = await mkdtemp(join(tmpdir(), 'fuzz-'))
  const files = await makeCertificate(folder, SERVERNAME)
  const [cert, key] = await Promise.all([readFile(files.certFile), readFile(files.keyFile)])
  let isFirst = true
  const listening = createServer({ cert, key }, (socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.once('data', () => {
      serve(socket, isFirst)
      isFirst = false
    })
  })
  server = listening
  listening.listen({ host: '127.0.0.1', port: 0 })
  await once(listening, 'listening')
  const address = listening.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { port, servername: SERVERNAME, secureContext: createSecureContext({ ca: cert }) }
}

const PROBED = 'HTTP/1.1 404 Not Found\r\n\r\nno GET here'
const run = async (serve: Parameters<typeof startBroken>[0]) => {
  const { http } = httpWires(['/sessions'])
  return runOverSockets(EDGES.http, http, await startBroken(serve), stretch)
}

it('a portal that answers an internal error is found', async () => {
  const told = run((socket, isFirst) =>
    socket.end(isFirst ? PROBED : `HTTP/1.1 500 Internal Server Error\r\n\r\n${PROBED}`),
  )
  await expect(told).rejects.toThrow('answered 500')
})

it('a portal that does something for nobody is found', async () => {
  const done = 'HTTP/1.1 200 OK\r\n\r\n'.repeat(20)
  const told = run((socket, isFirst) => socket.end(isFirst ? PROBED : `${done}${PROBED}`))
  await expect(told).rejects.toThrow('somebody unknown')
})

it('a role that does not answer a well-formed request is found', async () => {
  await expect(run((socket) => socket.end('anything'))).rejects.toThrow('not answered any more')
})

it('a role that stands still is found within the time of a probe', async () => {
  await expect(run(() => undefined)).rejects.toThrow('within 2000 ms')
})

it('a role that takes no connection any more is found', async () => {
  const told = run((socket, isFirst) => {
    if (isFirst) server?.close()
    socket.end(PROBED)
  })
  await expect(told).rejects.toThrow('takes no connection')
})

it('broken framing that a role ends the connection for counts, and what it waits for more of does not', async () => {
  const wire = httpWires(['/sessions'])['http-framing']
  const inputs = [Buffer.from('P')]
  const address = await startBroken((socket, isFirst) => {
    if (isFirst) socket.destroy()
    else socket.once('end', () => socket.end())
  })
  const count = async () => wire.judge(await exchange(address, wire, inputs), inputs)
  expect([await count(), await count()]).toEqual([1, 0])
})

it('a failure on stderr is found, and what a library says of a terminus is not', () => {
  expect(complaintIn('Unknown terminus: 8\n')).toBeUndefined()
  expect(complaintIn('Unknown terminus: 8\nUnhandled rejection\n')).toBe('Unhandled rejection')
})
