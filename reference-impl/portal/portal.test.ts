import { generateKeyPairSync, webcrypto } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enableAnswer } from '../../harness/contract/portal.ts'
import { type CertificateAuthority, createAuthority } from '../../harness/target/trust/pki.ts'
import { createPortalClient, type PortalClient } from '../../harness/target/portal/portal-client.ts'
import { createDrivenClock } from '../clock.ts'
import { NO_FAULTS } from '../faults.ts'
import { openRequest, sealHeartbeat, sealResult } from '../protocol/message.ts'
import { connectRelay, type RelayConnection } from '../protocol/relay-connection.ts'
import { startRelay } from '../relay/relay.ts'
import { BadStart, type RoleContext, type RunningRole } from '../role.ts'
import { startPortal } from './portal.ts'
import { SYNCHRONISATION_SECRET, TOTP_SECRET, userEntry } from './testing/test-portal.ts'
import { verifierOf } from '../protocol/relay-management-forms.ts'

const TENANT = 'contoso'
const ANN = 'ann@contoso.example'
const MANAGER = { username: 'management', password: 'management secret' }
const NETWORK = { idleTimeoutMs: 5_000, reconnectInitialMs: 50, reconnectMaxMs: 1_000 }
const issuer = { issuer: 'https://issuer.test', audience: 'https://portal.test' }

const signing = await generateKeyPair('ES256')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })

let directory: string
let authority: CertificateAuthority
let relay: RunningRole
let portal: RunningRole
let client: PortalClient
let context: RoleContext
let agent: RelayConnection | undefined
const clock = createDrivenClock()

const edgeTo = (role: RunningRole, name: string, servername: string) => ({
  host: '127.0.0.1',
  port: role.listening[name]?.port ?? 0,
  servername,
  caFile: authority.caFile,
})

async function contextOf(role: 'portal' | 'relay', config: object, secrets: object) {
  const secretsFile = join(directory, `${role}.json`)
  await writeFile(secretsFile, JSON.stringify(secrets), { mode: 0o600 })
  const tls = await authority.issue(role, `${role}.test`)
  const start = {
    id: 1,
    verb: 'start',
    role,
    listen: { host: '127.0.0.1' },
    tls,
    secretsFile,
  } as const
  return {
    clock,
    faults: NO_FAULTS,
    start: { ...start, edges: {}, advertise: {}, config: { network: NETWORK, ...config } },
  }
}

const token = async () =>
  `Bearer ${await new SignJWT({
    tenant: TENANT,
    azp: 'azure-portal',
    roles: ['global-administrator'],
    source: 'cloud',
  })
    .setProtectedHeader({ alg: 'ES256' })
    .setSubject('root')
    .setIssuer(issuer.issuer)
    .setAudience(issuer.audience)
    .setExpirationTime('5m')
    .sign(signing.privateKey)}`

/** Enables the tenant and answers each request as an agent that changed the password. */
async function startAgent(relayCa: string) {
  const answer = await client.call(
    'POST',
    '/onboarding',
    {
      action: 'enable',
      tenant: TENANT,
      product: 'agent',
      version: '1',
      publicKey: rsa.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    },
    { authorization: await token() },
  )
  const { keyId, symmetricKey, relay: at, credential } = enableAnswer.parse(answer.body)
  const privateKey = await webcrypto.subtle.importKey(
    'pkcs8',
    rsa.privateKey.export({ format: 'der', type: 'pkcs8' }),
    { name: 'RSA-OAEP', hash: 'SHA-256' },
    false,
    ['decrypt'],
  )
  const keys = {
    tenant: TENANT,
    keyId,
    symmetricKey: Buffer.from(symmetricKey, 'base64'),
    privateKey,
  }
  const connection = connectRelay({ ...at, ca: relayCa, ...credential, network: NETWORK })
  const results = connection.openSender({ address: `${TENANT}/results`, preSettled: true })
  const changed: string[] = []
  const apply = async (body: Buffer) => {
    const { id, newPassword = '' } = await openRequest(keys, body)
    changed.push(newPassword)
    const timing = { agentMicros: 1, directoryMicros: 1, completedAtMs: clock.now() }
    await results.send(sealResult(keys, { requestId: id, outcome: 'changed', ...timing }))
  }
  const requests = connection.openReceiver({
    address: `${TENANT}/requests`,
    credit: 8,
    onMessage(body, delivery) {
      delivery.accept()
      void apply(body)
    },
  })
  await Promise.all([results.ready(), requests.ready()])
  const version = { major: 1, minor: 0, patch: 0 }
  const beat = { version, operations: 0, refusals: 0, uptimeSeconds: 1, sentAtMs: clock.now() }
  await results.send(sealHeartbeat(keys, beat))
  return { connection, changed }
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'portal-'))
  authority = await createAuthority(directory)
  relay = await startRelay(
    await contextOf(
      'relay',
      {},
      {
        managementVerifier: {
          username: MANAGER.username,
          verifier: verifierOf(MANAGER.password),
        },
      },
    ),
  )
  const jwks = { keys: [{ ...(await exportJWK(signing.publicKey)), alg: 'ES256', use: 'sig' }] }
  const base = await contextOf(
    'portal',
    { issuer: { ...issuer, jwks }, tenants: [{ tenant: TENANT }] },
    {
      relayManagement: MANAGER,
      synchronisationVerifiers: { [TENANT]: verifierOf(SYNCHRONISATION_SECRET) },
    },
  )
  const edge = edgeTo(relay, 'amqps', 'relay.test')
  context = {
    ...base,
    start: {
      ...base.start,
      edges: { relay: edge, relayManagement: edge },
      advertise: { relay: edge },
    },
  }
  portal = await startPortal(context)
  client = createPortalClient({
    edge: edgeTo(portal, 'https', 'portal.test'),
    connections: 2,
    timeoutMs: 10_000,
  })
})

afterAll(async () => {
  await client.close()
  await agent?.close()
  await portal.stop()
  await relay.stop()
  clock.stop()
  await rm(directory, { recursive: true })
})

describe('a portal over a real relay', () => {
  it('enables, synchronises, enrols, and carries a reset to the agent and its result back', async () => {
    const started = await startAgent(await readFile(authority.caFile, 'utf8'))
    agent = started.connection
    const basic = Buffer.from(`${TENANT}:${SYNCHRONISATION_SECRET}`).toString('base64')
    const page = { runId: 'r', page: 0, last: true, users: [userEntry(ANN)] }
    const headers = { authorization: `Basic ${basic}` }
    expect((await client.call('POST', '/synchronisation', page, headers)).status).toBe(200)
    const methods = [{ user: ANN, totpSecret: TOTP_SECRET }]
    const enrolled = await client.enrol({
      token: (await token()).slice(7),
      tenant: TENANT,
      methods,
    })
    expect(enrolled.status).toBe(200)
    const reset = { user: ANN, totpSecret: TOTP_SECRET, newPassword: 'Correct horse 7' }
    expect((await client.selfServiceReset(reset)).code).toBe('changed')
    expect(started.changed).toEqual(['Correct horse 7'])
  })

  it('says down at once when the agent left, with no message sent', async () => {
    expect((await client.startSession(ANN)).status).toBe(200)
    await agent?.close()
    agent = undefined
    await expect.poll(async () => (await client.startSession(ANN)).code).toBe('service-down')
  })

  it('drains to nothing in flight, and logs operations without a secret', async () => {
    const counters = await portal.drain()
    expect(counters).toMatchObject({ 'portal.inFlight': 0, 'portal.accepted': 1 })
    await portal.reset('case')
    const log = await readFile(portal.logs.operations ?? '', 'utf8')
    expect(JSON.parse(log)).toMatchObject({
      tenant: TENANT,
      kind: 'user-reset',
      outcome: 'changed',
    })
    expect(log).not.toContain('horse')
  })

  it('refuses TLS below 1.2', async () => {
    const { port } = edgeTo(portal, 'https', 'portal.test')
    const failed = new Promise<string>((resolve) => {
      const socket = connect({
        port,
        host: '127.0.0.1',
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1.1',
        ciphers: 'DEFAULT:@SECLEVEL=0',
        rejectUnauthorized: false,
      })
      socket.once('secureConnect', () => resolve('connected'))
      socket.once('error', () => resolve('refused'))
    })
    expect(await failed).toBe('refused')
  })
})

const startWith = (change: Partial<RoleContext['start']>) =>
  startPortal({ ...context, start: { ...context.start, ...change } })

describe('a portal that cannot start', () => {
  it('rejects with the node error when its port is in use', async () => {
    const { port } = edgeTo(portal, 'https', 'portal.test')
    const listen = { host: '127.0.0.1', port }
    await expect(startWith({ listen })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('names every problem of its configuration, and missing edges', async () => {
    const config = { issuer, tenants: [{ tenant: 'Not A Name' }], waitMs: 0 }
    await expect(startWith({ config })).rejects.toThrow(/jwks.*tenants\.0\.tenant.*waitMs/)
    await expect(startWith({ edges: {} })).rejects.toThrow(BadStart)
  })
})
