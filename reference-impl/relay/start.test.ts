import { createServer } from 'node:net'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'
import { createDrivenClock } from '../clock.ts'
import { NO_FAULTS } from '../faults.ts'
import { BadStart } from '../role.ts'
import { startRelay } from './relay.ts'

let directory: string
let identity: Identity

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'relay-'))
  identity = await (await createAuthority(directory)).issue('relay', 'relay.test')
})

afterEach(() => rm(directory, { recursive: true }))

async function start(config: Record<string, unknown>, secrets: string, port?: number) {
  const secretsFile = join(directory, 'secrets.json')
  await writeFile(secretsFile, secrets)
  const clock = createDrivenClock()
  try {
    return await startRelay({
      start: {
        id: 1,
        verb: 'start',
        role: 'relay',
        edges: {},
        advertise: {},
        listen: { host: '127.0.0.1', ...(port !== undefined && { port }) },
        tls: identity,
        config,
        secretsFile,
      },
      clock,
      faults: NO_FAULTS,
    })
  } finally {
    clock.stop()
  }
}

const SECRETS = JSON.stringify({ managementVerifier: { username: 'm', verifier: '00' } })

describe('a relay that cannot start', () => {
  it('names every problem of its configuration and quotes no secret', async () => {
    const refused = start({ maxMessageBytes: 1, wrong: true }, 'hush')
    await expect(refused).rejects.toThrow(BadStart)
    await expect(refused).rejects.toThrow(/maxMessageBytes.*wrong.*secretsFile.*not JSON/)
    await expect(refused).rejects.not.toThrow(/hush/)
  })

  it('tells a port in use as the node error', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const address = holder.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(start({}, SECRETS, port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    holder.close()
  })
})
