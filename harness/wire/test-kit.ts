import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect as connectTcp, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import {
  connect as connectTls,
  createServer as createTlsServer,
  type TlsOptions,
  type TLSSocket,
} from 'node:tls'
import type { Edge } from '../contract/edge.ts'
import { createAuthority, type Identity } from '../target/trust/pki.ts'
import { openTap, type Tap, type TapOptions } from './tap.ts'

/** For tests of the tap: real servers and clients, and a certificate authority of their own. */
export interface TestKit {
  readonly caFile: string
  readonly identity: Identity
  /** Opens a tap; closed with the kit. */
  tap(options: Pick<TapOptions, 'mode' | 'protocol'> & Partial<TapOptions>): Promise<Tap>
  /** A TLS server; `onClient` has each connection. */
  tlsServer(options: TlsOptions, onClient: (socket: TLSSocket) => void): Promise<Edge>
  edgeOf(server: Server): Edge
  close(): Promise<void>
}

export const SERVERNAME = 'relay.test'

const portOf = (server: Server): number => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on TCP')
  return address.port
}

export async function createTestKit(): Promise<TestKit> {
  const directory = await mkdtemp(join(tmpdir(), 'wire-test-'))
  const authority = await createAuthority(directory)
  const identity = await authority.issue('relay', SERVERNAME)
  const tapIdentity = await authority.issue('tap', SERVERNAME)
  const [cert, key] = await Promise.all([readFile(identity.certFile), readFile(identity.keyFile)])
  const taps: Tap[] = []
  const servers: Server[] = []
  const sockets = new Set<TLSSocket>()

  const edgeOf = (server: Server): Edge => ({
    host: '127.0.0.1',
    port: portOf(server),
    servername: SERVERNAME,
    caFile: authority.caFile,
  })

  return {
    caFile: authority.caFile,
    identity,
    edgeOf,
    async tap(options) {
      const upstream = options.upstream
      if (upstream === undefined) throw new Error('a tap needs an upstream')
      const tap = await openTap({ identity: tapIdentity, ...options, upstream })
      taps.push(tap)
      return tap
    },
    async tlsServer(options, onClient) {
      const server = createTlsServer({ cert, key, ...options }, (socket) => {
        sockets.add(socket)
        socket.setNoDelay(true)
        socket.on('error', () => undefined)
        onClient(socket)
      })
      server.on('tlsClientError', () => undefined)
      servers.push(server)
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return edgeOf(server)
    },
    async close() {
      await Promise.all(taps.map((tap) => tap.close()))
      for (const socket of sockets) socket.destroy()
      for (const server of servers) server.close()
      await rm(directory, { recursive: true })
    },
  }
}

/** A TLS client over a raw socket of its own, whose byte counts are the truth to compare with. */
export async function dial(tap: Pick<Tap, 'host' | 'port'>, caFile: string, options = {}) {
  const ca = await readFile(caFile)
  const raw = connectTcp({ host: tap.host, port: tap.port, noDelay: true })
  const tls = connectTls({
    socket: raw,
    ca,
    servername: SERVERNAME,
    ...options,
  })
  // A test that expects a reset says so by waiting for what follows.
  for (const socket of [raw, tls]) socket.on('error', () => undefined)
  await once(tls, 'secureConnect')
  return { raw, tls }
}

/** Waits for at most five seconds, as on a busy machine; the assertion that follows tells whether it came true. */
export async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; !done() && tries < 1_000; tries++) await sleep(5)
}

/** Reads exactly `size` bytes. */
export async function readBytes(socket: TLSSocket, size: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let got = 0
  while (got < size) {
    const chunk: unknown = socket.read()
    if (chunk === null) await once(socket, 'readable')
    else if (Buffer.isBuffer(chunk)) {
      chunks.push(chunk)
      got += chunk.length
    }
  }
  return Buffer.concat(chunks)
}
