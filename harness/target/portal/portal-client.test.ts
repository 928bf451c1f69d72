import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuthority } from '../trust/pki.ts'
import { createPortalClient } from './portal-client.ts'

const NAME = 'portal.example'
const USED_WITHIN_MS = 100
/** What a portal may tell: far longer. */
const TOLD_MS = 60_000

let folder: string
let connections = 0
let server: ReturnType<typeof createServer>
let edge: Parameters<typeof createPortalClient>[0]['edge']

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wbt-'))
  const authority = await createAuthority(folder)
  const { certFile, keyFile } = await authority.issue('portal', NAME)
  server = createServer(
    { cert: readFileSync(certFile), key: readFileSync(keyFile), keepAliveTimeout: TOLD_MS },
    (request, reply) => {
      request.resume()
      reply.end('{}')
    },
  )
  server.on('secureConnection', () => connections++)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  edge = { host: '127.0.0.1', port, servername: NAME, caFile: authority.caFile }
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true })
})

async function connectionsOf(usedWithinMs: number | undefined) {
  connections = 0
  const portal = createPortalClient({
    edge,
    connections: 1,
    timeoutMs: 5_000,
    ...(usedWithinMs !== undefined && { usedWithinMs }),
  })
  const seen: number[] = []
  for (const pauseMs of [0, 0, 4 * USED_WITHIN_MS]) {
    await sleep(pauseMs)
    await portal.startSession('somebody@portal.example')
    seen.push(connections)
  }
  await portal.close()
  return seen
}

it('a connection is used again while it was idle for no longer than it may be', async () => {
  expect(await connectionsOf(USED_WITHIN_MS)).toEqual([1, 1, 2])
})

it('without a limit it is used as long as the portal says that it keeps it', async () => {
  expect(await connectionsOf(undefined)).toEqual([1, 1, 1])
})
