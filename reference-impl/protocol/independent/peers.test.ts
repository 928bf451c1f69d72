import { createHash, createPrivateKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { OUTCOME_CODES, OUTCOMES } from '../../../harness/contract/outcomes.ts'
import { createAuthority, type Identity } from '../../../harness/target/trust/pki.ts'
import { startAgent } from '../../agent/agent.ts'
import { administer } from '../../agent/testing/surroundings.ts'
import { createDrivenClock, type DrivenClock } from '../../clock.ts'
import {
  addPerson,
  bindData,
  openTestDirectory,
  SERVERNAME as CONTROLLER,
  SERVICE,
  STAFF,
} from '../../directory/testing.ts'
import { NO_FAULTS } from '../../faults.ts'
import { startPortal } from '../../portal/portal.ts'
import {
  SERVERNAME as RELAY,
  startTestRelay,
  type TestRelay,
} from '../../relay/testing/test-relay.ts'
import type { RoleContext } from '../../role.ts'
import { startCloudSide } from './cloud-side.ts'
import { post, textIn } from './https.ts'
import type { openRequest } from './open.ts'
import { startPremisesSide } from './premises-side.ts'

/** Each side of the reference with the other written from PROTOCOL.md alone, over the real relay. */
const PORTAL = 'portal.test'
const TENANT = 'north'
const KEY_PAIR = fileURLToPath(new URL('../vectors/private-key.pem', import.meta.url))
const within = { timeout: 3_000 }
const SECRET = 'a synchronisation secret'
const root = mkdtempSync(join(tmpdir(), 'peers-'))
const opened: { close(): Promise<unknown> }[] = []
const identities: Record<string, Identity> = {}
let relay: TestRelay

const identityOf = (name: string): Identity => {
  const identity = identities[name]
  if (identity === undefined) throw new Error(`no certificate for ${name}`)
  return identity
}
const pem = (file: string) => readFileSync(file, 'utf8')

beforeAll(async () => {
  const authority = await createAuthority(root)
  for (const name of [PORTAL, RELAY, CONTROLLER])
    identities[name] = await authority.issue(name, name)
  relay = await startTestRelay(async () => identityOf(RELAY))
})
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
})
afterAll(async () => {
  await relay.stop()
  rmSync(root, { recursive: true })
})

function contextOf(
  role: 'agent' | 'portal',
  config: object,
  secrets: object,
  edges: RoleContext['start']['edges'],
): RoleContext & { readonly clock: DrivenClock } {
  const clock = createDrivenClock()
  opened.push({ close: async () => clock.stop() })
  const secretsFile = join(root, `${role}-secrets.json`)
  writeFileSync(secretsFile, JSON.stringify(secrets), { mode: 0o600 })
  const start = { id: 1, verb: 'start', advertise: {}, listen: { host: '127.0.0.1' } } as const
  const tls = identityOf(PORTAL)
  return {
    clock,
    faults: NO_FAULTS,
    start: { ...start, role, edges, tls, config: { ...config }, secretsFile },
  }
}

it('a cloud side of another hand resets passwords through the agent, whose keys roll over', {
  timeout: 10_000,
}, async () => {
  const directory = await openTestDirectory({ tls: identityOf(CONTROLLER) })
  opened.push(directory)
  const { name, user } = await addPerson(directory)
  const { certFile, keyFile, caFile } = identityOf(PORTAL)
  const outcomes = OUTCOME_CODES.map((code): number | null => OUTCOMES[code].wire)
  const cloud = await startCloudSide({
    tls: { cert: pem(certFile), key: pem(keyFile) },
    relay: { ...relay.edge, ...relay.manager, ca: pem(caFile) },
    outcomes: new Set(outcomes.filter((wire) => wire !== null)),
  })
  opened.push(cloud)
  const context = contextOf(
    'agent',
    {
      tenants: [{ tenant: TENANT, baseDn: STAFF, keyPairFile: KEY_PAIR }],
      stateDir: join(root, 'agent'),
    },
    { directory: SERVICE, synchronisation: { [TENANT]: SECRET } },
    {
      portal: { host: '127.0.0.1', port: cloud.port, servername: PORTAL, caFile },
      directory: { host: '127.0.0.1', port: directory.port, servername: CONTROLLER, caFile },
    },
  )
  const { clock } = context
  const agent = await startAgent(context)
  opened.push({ close: () => agent.stop() })
  const socket = agent.administration ?? ''
  await administer(socket, '/synchronise', { tenant: TENANT })
  await administer(socket, '/enable', { tenant: TENANT, token: 'token' })
  await vi.waitFor(() => expect(cloud.heartbeats).toHaveLength(1), within)
  const anchor = cloud.users.find((one) => one.userPrincipalName === user)?.cloudAnchor ?? ''
  const reset = async (newPassword: string) => {
    const before = cloud.results.length
    const deadlineMs = Math.floor(clock.now()) + 180_000
    const requestId = cloud.reset(anchor, newPassword, deadlineMs)
    await vi.waitFor(() => expect(cloud.results.length).toBe(before + 1), within)
    expect(cloud.results[before]).toMatchObject({ requestId, outcome: 0 })
    expect(await bindData(directory, name, newPassword)).toBe('0')
  }
  await reset('Zürich-2026-\ud83d\ude00')
  await agent.rotate?.('keys')
  await reset('Under-The-Earlier-1')
  // The next heartbeat that is due tells of the new keys.
  await clock.stepTo(clock.now() + 300_000)
  await vi.waitFor(() => expect(cloud.heartbeats).toEqual(cloud.keyIds()), within)
  await reset('Under-The-New-2')
  const [earlier, newest] = cloud.keyIds()
  expect(cloud.results.map(({ keyId }) => keyId)).toEqual([earlier, earlier, newest])
})

const ISSUER = { issuer: 'https://issuer.test', audience: 'https://portal.test' } as const

async function administratorOf(tenant: string) {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256', use: 'sig' }] }
  const claims = { tenant, azp: 'azure-portal', roles: ['global-administrator'], source: 'cloud' }
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setSubject('root')
    .setIssuer(ISSUER.issuer)
    .setAudience(ISSUER.audience)
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey)
  return { issuer: { ...ISSUER, jwks }, bearer: `Bearer ${token}` }
}

it('a premises side of another hand answers the portal, whose keys roll over', {
  timeout: 10_000,
}, async () => {
  const { issuer, bearer } = await administratorOf(TENANT)
  const verifier = createHash('sha256').update(SECRET).digest('hex')
  const portal = await startPortal(
    contextOf(
      'portal',
      { issuer, tenants: [{ tenant: TENANT }] },
      { relayManagement: relay.manager, synchronisationVerifiers: { [TENANT]: verifier } },
      { relay: relay.edge, relayManagement: relay.edge },
    ),
  )
  opened.push({ close: () => portal.stop() })
  const { host, port } = portal.listening['https'] ?? { host: '', port: 0 }
  const address = { host, port, servername: PORTAL, ca: pem(identityOf(PORTAL).caFile) }
  const anchor = Buffer.alloc(16, 9).toString('base64')
  const requests: ReturnType<typeof openRequest>[] = []
  const premises = await startPremisesSide({
    portal: address,
    tenant: TENANT,
    administrator: bearer,
    synchronisationSecret: SECRET,
    users: [{ cloudAnchor: anchor, userPrincipalName: 'ada@corp.test' }],
    newPrivateKey: () => createPrivateKey(pem(KEY_PAIR)),
    apply: (request) => (requests.push(request) - 1 === 0 ? 0 : 2),
  })
  opened.push(premises)
  const reset = (newPassword: string) =>
    post(address, '/users/ada@corp.test/password-resets', bearer, {
      newPassword,
      mustChangeAtNextLogon: true,
    })
  expect(await reset('First-2026-x')).toMatchObject({ status: 200, body: { code: 'changed' } })
  const refused = await reset('a\ud800'.repeat(40))
  expect([refused.status, textIn(refused.body, 'code')]).toEqual([422, 'policy'])
  const passwords = requests.map(({ newPassword }) => newPassword?.toString('utf16le'))
  expect(passwords).toEqual(['First-2026-x', 'a\ud800'.repeat(40)])
  expect(requests[0]).toMatchObject({
    operation: 'administrator-reset',
    mustChangeAtNextLogon: true,
    cloudAnchor: Buffer.alloc(16, 9),
  })
  await premises.rollOver()
  for (const password of ['Under-The-Earlier-1', 'Under-The-Earlier-2']) await reset(password)
  premises.beat()
  // When the portal took the heartbeat nobody is told: a request under the new keys is what tells.
  await vi.waitFor(async () => {
    await reset('Under-The-New-3')
    expect(premises.requestedUnder.at(-1)).toBe(premises.keyIds().at(-1))
  }, within)
  const [earlier] = premises.keyIds()
  expect(premises.requestedUnder.slice(0, 4)).toEqual([earlier, earlier, earlier, earlier])
})
