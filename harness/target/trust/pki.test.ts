import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer, type Server } from 'node:tls'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuthority, type Identity } from './pki.ts'

const NAMES = ['dc1.corp.test', 'dc2.corp.test', 'dc1.branch.example'] as const

let folder: string
let identity: Identity
let server: Server

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writeback-'))
  const authority = await createAuthority(folder)
  identity = await authority.issue('directory', NAMES[0], { alsoFor: NAMES.slice(1) })
  const [cert, key] = await Promise.all([readFile(identity.certFile), readFile(identity.keyFile)])
  server = createServer({ cert, key }, (socket) => {
    socket.setNoDelay(true)
    socket.end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
})

afterAll(async () => {
  server.close()
  await once(server, 'close')
  await rm(folder, { recursive: true })
})

/** Verifies the server under a name, and answers the handshake's error code; '' without one. */
async function handshake(servername: string): Promise<string> {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP address')
  const ca = await readFile(identity.caFile)
  const socket = connect({ host: address.address, port: address.port, servername, ca })
  socket.setNoDelay(true)
  try {
    await once(socket, 'secureConnect')
    return ''
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  } finally {
    socket.destroy()
  }
}

it('issues a certificate that is verified under each of its names and under no other', async () => {
  for (const name of NAMES) expect(await handshake(name)).toBe('')
  expect(await handshake('dc3.corp.test')).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
})
