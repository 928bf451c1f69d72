import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { enableAnswer } from '../../../harness/contract/portal.ts'
import { type CertificateAuthority, createAuthority } from '../../../harness/target/trust/pki.ts'
import { createPortalClient } from '../../../harness/target/portal/portal-client.ts'
import { createDrivenClock } from '../../clock.ts'
import { NO_FAULTS } from '../../faults.ts'
import { sealHeartbeat } from '../../protocol/message.ts'
import { connectRelay } from '../../protocol/relay-connection.ts'
import { SERVERNAME, startTestRelay, type TestRelay } from '../../relay/testing/test-relay.ts'
import { startPortal } from '../portal.ts'
import { PUBLIC_KEY } from '../testing/fake-relay.ts'

const TENANT = 'contoso'
const NETWORK = { idleTimeoutMs: 5_000, reconnectInitialMs: 20, reconnectMaxMs: 100 }
const signing = await generateKeyPair('ES256')
const credential = (username: string) => ({ username, password: randomBytes(32).toString('hex') })
const PROVISIONED = {
  [TENANT]: { portal: credential('the-portal'), agent: credential('the-agent') },
}

let directory: string
let authority: CertificateAuthority
let relay: TestRelay
const clock = createDrivenClock()

const startRelay = (port?: number) =>
  startTestRelay(() => authority.issue('relay', SERVERNAME), {
    provisioned: PROVISIONED,
    ...(port !== undefined && { port }),
  })

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'portal-'))
  authority = await createAuthority(directory)
  relay = await startRelay()
})
afterAll(async () => {
  await relay.stop()
  clock.stop()
  await rm(directory, { recursive: true })
})

async function portalWith(relayTenants: object) {
  const secretsFile = join(directory, 'portal.json')
  await writeFile(secretsFile, JSON.stringify({ relayTenants, synchronisationVerifiers: {} }))
  const jwks = { keys: [{ ...(await exportJWK(signing.publicKey)), alg: 'ES256', use: 'sig' }] }
  const issuer = { issuer: 'https://issuer.test', audience: 'https://portal.test', jwks }
  const { edge } = relay
  const start = {
    id: 1,
    verb: 'start',
    role: 'portal',
    listen: { host: '127.0.0.1' },
    tls: await authority.issue('portal', 'portal.test'),
    secretsFile,
    edges: { relay: edge },
    advertise: { relay: edge },
    config: { network: NETWORK, issuer, tenants: [{ tenant: TENANT }] },
  } as const
  return startPortal({ clock, faults: NO_FAULTS, start })
}

async function enable(port: number) {
  const token = await new SignJWT({
    tenant: TENANT,
    azp: 'azure-portal',
    roles: ['global-administrator'],
    source: 'cloud',
  })
    .setProtectedHeader({ alg: 'ES256' })
    .setSubject('root')
    .setIssuer('https://issuer.test')
    .setAudience('https://portal.test')
    .setExpirationTime('5m')
    .sign(signing.privateKey)
  const { caFile } = authority
  const edge = { host: '127.0.0.1', port, servername: 'portal.test', caFile }
  const client = createPortalClient({ edge, connections: 1, timeoutMs: 10_000 })
  const about = { tenant: TENANT, product: 'agent', version: '1', publicKey: PUBLIC_KEY }
  const headers = { authorization: `Bearer ${token}` }
  const answer = await client.call('POST', '/onboarding', { action: 'enable', ...about }, headers)
  await client.close()
  return enableAnswer.parse(answer.body)
}

/** Connects as the agent that was enabled; `beat` sends a heartbeat. */
async function openAgent({ keyId, symmetricKey, relay: at, credential: own }: Enabled) {
  const ca = await readFile(authority.caFile)
  const connection = connectRelay({ ...at, ca, ...own, network: NETWORK })
  const results = connection.openSender({ address: `${TENANT}/results`, preSettled: true })
  const keys = { tenant: TENANT, keyId, symmetricKey: Buffer.from(symmetricKey, 'base64') }
  const version = { major: 1, minor: 0, patch: 0 }
  const body = { version, operations: 0, refusals: 0, uptimeSeconds: 1, sentAtMs: clock.now() }
  return { close: connection.close, beat: () => results.send(sealHeartbeat(keys, body)) }
}
type Enabled = Awaited<ReturnType<typeof enable>>

const settledResults = async () => (await relay.management.readTenant(TENANT)).results.settled

describe('a portal whose relay has its tenants already', () => {
  it('hands out the agent’s credential, and both are let in again after a restart of the relay', async () => {
    const portal = await portalWith(PROVISIONED)
    const enabled = await enable(portal.listening['https']?.port ?? 0)
    expect(enabled.credential).toEqual(PROVISIONED[TENANT]?.agent)
    const agent = await openAgent(enabled)
    await agent.beat()
    await vi.waitFor(async () => expect(await settledResults()).toBe(1), 5_000)

    await relay.stop()
    relay = await startRelay(relay.edge.port)
    await agent.beat()
    await vi.waitFor(async () => expect(await settledResults()).toBe(1), 5_000)
    await agent.close()
    await portal.stop()
  }, 20_000)

  it('does not start without the credentials of each tenant', async () => {
    await expect(portalWith({})).rejects.toThrow('relayTenants lacks contoso')
  })
})
