import { createHash, randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { generateSync } from 'otplib'
import { z } from 'zod'
import type { OutcomeCode } from '../../../harness/contract/outcomes.ts'
import { enableAnswer, type TokenClaims } from '../../../harness/contract/portal.ts'
import { portalConfigSchema, type PortalSecrets } from '../../../harness/contract/role-config.ts'
import { createDrivenClock } from '../../clock.ts'
import { type DeviationName, NO_FAULTS } from '../../faults.ts'
import type { PackageKeys } from '../../protocol/message.ts'
import { createPortal, type PortalRelay } from '../create-portal.ts'
import type { OperationRecord } from '../operations/operation-log.ts'
import { createServer } from '../http/server.ts'
import { requireDescribed } from './described.ts'
import { createFakeRelay, PUBLIC_KEY } from './fake-relay.ts'

const ISSUER = 'https://issuer.test'
const AUDIENCE = 'https://portal.test'
const EPOCH_MS = Date.UTC(2026, 0, 5, 12)

export const TENANT = 'contoso'
export const OTHER_TENANT = 'fabrikam'
export const SYNCHRONISATION_SECRET = 'the-agents-upload-secret'
export const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
export const PASSWORD = 'Correct horse 7'

const { publicKey, privateKey } = await generateKeyPair('ES256')
const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }
const stranger = await generateKeyPair('ES256')

/** The same anchor for the same name, whatever list it is in. */
const anchorOf = (name: string) =>
  createHash('sha256').update(name).digest().subarray(0, 16).toString('base64')

export const userEntry = (name: string, mode = 'pass-through') => ({
  cloudAnchor: anchorOf(name),
  userPrincipalName: name,
  displayName: name,
  enabled: true,
  mode,
})

const answerBody = z.record(z.string(), z.unknown())

const reach = (
  { management, connectAs }: ReturnType<typeof createFakeRelay>,
  port: number,
): PortalRelay => ({
  management,
  connectAs,
  advertised: { host: '127.0.0.1', port, servername: 'relay.test', caFile: '' },
})

/** A portal with a driven clock over a fake relay, asked through its HTTP interface without a socket. */
export async function createTestPortal(
  overrides: Record<string, unknown> = {},
  fault?: DeviationName,
  relayTenants: PortalSecrets['relayTenants'] = {},
  secondRelay?: ReturnType<typeof createFakeRelay>,
) {
  const clock = createDrivenClock(EPOCH_MS, () => 0)
  const relay = createFakeRelay()
  const records: OperationRecord[] = []
  const config = portalConfigSchema.parse({
    issuer: { issuer: ISSUER, audience: AUDIENCE, jwks: { keys: [jwk] } },
    tenants: [{ tenant: TENANT }, { tenant: OTHER_TENANT }],
    ...overrides,
  })
  const verifier = createHash('sha256').update(SYNCHRONISATION_SECRET).digest('hex')
  const portal = createPortal({
    clock,
    config,
    faults: fault === undefined ? NO_FAULTS : { fires: (name) => name === fault },
    secrets: {
      relayManagement: { username: 'management', password: randomBytes(8).toString('hex') },
      relayTenants,
      synchronisationVerifiers: { [TENANT]: verifier },
    },
    log: {
      write: (record) => void records.push(record),
      note: () => undefined,
      flush: () => Promise.resolve(),
      close: () => Promise.resolve(),
    },
    relays: [
      reach(relay, 5_671),
      ...(secondRelay === undefined ? [] : [reach(secondRelay, 5_672)]),
    ],
  })
  const server = createServer(portal, { cert: '', key: '' })

  async function ask(
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    body?: unknown,
    authorization?: string,
  ) {
    const reply = await server.inject({
      method,
      url,
      ...(body !== undefined && {
        payload: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      }),
      ...(body === undefined && authorization !== undefined && { headers: { authorization } }),
    })
    requireDescribed(method, url, reply.statusCode, answerBody.parse(reply.json())['code'])
    return {
      status: reply.statusCode,
      headers: reply.headers,
      body: answerBody.parse(reply.json()),
    }
  }

  const token = (
    claims: Partial<TokenClaims>,
    forge: { audience?: string; expiresInS?: number; foreignKey?: true } = {},
  ) => {
    const { sub = 'root@contoso', ...rest } = {
      tenant: TENANT,
      azp: 'azure-portal',
      roles: ['global-administrator'],
      source: 'cloud',
      ...claims,
    }
    const nowS = Math.floor(clock.now() / 1_000)
    return new SignJWT(rest)
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .setSubject(sub)
      .setIssuer(ISSUER)
      .setAudience(forge.audience ?? AUDIENCE)
      .setIssuedAt(nowS)
      .setExpirationTime(nowS + (forge.expiresInS ?? 300))
      .sign(forge.foreignKey === true ? stranger.privateKey : privateKey)
      .then((signed) => `Bearer ${signed}`)
  }

  const basic = (secret = SYNCHRONISATION_SECRET, tenant = TENANT) =>
    `Basic ${Buffer.from(`${tenant}:${secret}`).toString('base64')}`

  const code = (stepsAhead = 0) =>
    generateSync({
      secret: TOTP_SECRET,
      epoch: Math.floor(clock.now() / 1_000) + 30 * stepsAhead,
    })

  const upload = (users: readonly object[], page: object = {}, authorization = basic()) =>
    ask(
      'POST',
      '/synchronisation',
      { runId: 'r', page: 0, last: true, users, ...page },
      authorization,
    )

  const onboard = async (request: object = {}, claims: Partial<TokenClaims> = {}) =>
    ask(
      'POST',
      '/onboarding',
      {
        action: 'enable',
        tenant: TENANT,
        product: 'writeback',
        version: '1.0',
        publicKey: PUBLIC_KEY,
        ...request,
      },
      await token(claims),
    )

  /** Enables the tenant; the keys that its agent then holds. */
  async function enable(): Promise<PackageKeys> {
    const { keyId, symmetricKey } = enableAnswer.parse((await onboard()).body)
    return { tenant: TENANT, keyId, symmetricKey: Buffer.from(symmetricKey, 'base64') }
  }

  const enrol = async (...names: string[]) =>
    ask(
      'PUT',
      `/tenants/${TENANT}/authentication-methods`,
      { methods: names.map((user) => ({ user, totpSecret: TOTP_SECRET })) },
      await token({}),
    )

  /** Changes the tenant's settings as a global administrator. */
  const settings = async (changes: object, claims: Partial<TokenClaims> = {}) =>
    ask('PUT', `/tenants/${TENANT}/settings`, changes, await token(claims))

  const assign = async (...assignments: readonly object[]) =>
    ask('PUT', `/tenants/${TENANT}/assignments`, { assignments }, await token({}))

  const signIn = (user: string, password: string) => ask('POST', '/sign-in', { user, password })

  /** An administrator's reset, from the Azure portal. */
  const reset = async (user: string, newPassword = PASSWORD, more: object = {}) =>
    ask('POST', `/users/${user}/password-resets`, { newPassword, ...more }, await token({}))

  /** The own change, from the access panel. */
  const change = async (user: string, currentPassword: string, newPassword = PASSWORD) =>
    ask(
      'POST',
      '/me/password',
      { currentPassword, newPassword },
      await token({ sub: user, azp: 'access-panel', roles: ['user'] }),
    )

  /** Answers the request of that number (from 0) as the agent. */
  async function agentAnswers(keys: PackageKeys, outcome: OutcomeCode, index = 0) {
    await sent(index + 1)
    const request = await relay.opened(index, keys)
    relay.result(keys, request.id, outcome)
    return request
  }

  /** Session and gate; the session's id. */
  async function enter(user: string, stepsAhead = 0): Promise<string> {
    const { sessionId } = (await ask('POST', '/sessions', { user })).body
    if (typeof sessionId !== 'string') throw new Error(`${user} is not let in`)
    const gate = await ask('POST', `/sessions/${sessionId}/gates`, {
      gate: 'totp',
      code: code(stepsAhead),
    })
    if (gate.status !== 200) throw new Error(`gate: ${String(gate.body['code'])}`)
    return sessionId
  }

  const submit = (sessionId: string, newPassword = PASSWORD, confirmation = newPassword) =>
    ask('POST', `/sessions/${sessionId}/password`, { newPassword, confirmation })

  /** Resolves when the portal has sent its `count`-th request. */
  async function sent(count: number) {
    while (relay.sent.length < count) await new Promise((resolve) => setImmediate(resolve))
  }

  return {
    portal,
    relay,
    clock,
    records,
    ask,
    /** Asks without reading the answer: as it stands on the wire. */
    inject: (url: string, payload: object) => server.inject({ method: 'POST', url, payload }),
    token,
    basic,
    code,
    upload,
    onboard,
    enable,
    enrol,
    settings,
    assign,
    signIn,
    reset,
    change,
    agentAnswers,
    enter,
    submit,
    sent,
    /** Moves the portal's time. */
    pass: (ms: number) => clock.stepTo(clock.now() + ms),
    async close() {
      portal.operations.close()
      clock.stop()
      await server.close()
    },
  }
}
export type TestPortal = Awaited<ReturnType<typeof createTestPortal>>
