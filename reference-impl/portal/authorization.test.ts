import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ORIGINS } from '../../harness/contract/origins.ts'
import type { TokenClaims } from '../../harness/contract/portal.ts'
import type { PackageKeys } from '../protocol/message.ts'
import {
  createTestPortal,
  OTHER_TENANT,
  PASSWORD,
  TENANT,
  type TestPortal,
  userEntry,
} from './testing/test-portal.ts'

const ANN = 'ann@contoso.example'
const CLOUD = 'cloud@contoso.example'

let t: TestPortal
let keys: PackageKeys

beforeEach(async () => {
  t = await createTestPortal()
  keys = await t.enable()
  await t.upload([userEntry(ANN), userEntry(CLOUD, 'cloud-only')])
})
afterEach(() => t.close())

const reset = (authorization?: string, user = ANN) =>
  t.ask(
    'POST',
    `/users/${encodeURIComponent(user)}/password-resets`,
    { newPassword: PASSWORD },
    authorization,
  )
const change = (authorization: string) =>
  t.ask(
    'POST',
    '/me/password',
    { currentPassword: 'Old horse 6', newPassword: PASSWORD },
    authorization,
  )
const user = (azp = 'access-panel', sub = ANN): Partial<TokenClaims> => ({
  sub,
  azp,
  roles: ['user'],
})

/** Answers as the agent does, whatever of it is sent. */
async function answered<T>(asked: Promise<T>): Promise<T> {
  const state = { done: false }
  const finished = asked.finally(() => {
    state.done = true
  })
  let next = t.relay.sent.length
  while (!state.done) {
    await new Promise((resolve) => setImmediate(resolve))
    if (t.relay.sent.length > next) {
      const { id } = await t.relay.opened(next++, keys)
      t.relay.result(keys, id, 'changed')
    }
  }
  return finished
}

const codeFor = (writtenBack: boolean) => (writtenBack ? 'changed' : 'origin-not-written-back')

describe('a token', () => {
  it('is refused when missing, expired, for someone else, or signed by someone else', async () => {
    const tokens = [
      undefined,
      'Bearer nonsense',
      await t.token({}, { audience: 'https://elsewhere.test' }),
      await t.token({}, { expiresInS: -1 }),
      await t.token({}, { foreignKey: true }),
    ]
    for (const token of tokens) {
      expect(await reset(token)).toMatchObject({ status: 401, body: { code: 'invalid-token' } })
    }
    expect(t.relay.sent).toHaveLength(0)
  })

  it('that was good once is refused after its expiry on the portal’s clock', async () => {
    const token = await t.token({})
    expect((await answered(reset(token))).status).toBe(200)
    await t.pass(300_000)
    expect((await reset(token)).status).toBe(401)
  })

  it('must carry the role that the operation needs, in the tenant it is about', async () => {
    expect((await reset(await t.token(user()))).body['code']).toBe('forbidden')
    const foreign = await t.token({ tenant: OTHER_TENANT })
    expect((await reset(foreign)).body['code']).toBe('user-unknown')
    const path = `/tenants/${TENANT}/settings`
    expect((await t.ask('GET', path, undefined, foreign)).body['code']).toBe('forbidden')
    const lesser = await t.token({ roles: ['password-administrator'] })
    const refused = await t.ask('PUT', path, { writeback: false }, lesser)
    expect(refused.body['code']).toBe('forbidden')
    expect((await answered(reset(lesser))).body['code']).toBe('changed')
  })

  it('of a user reaches no other account than the own', async () => {
    const asked = answered(change(await t.token(user())))
    await t.sent(1)
    const request = await t.relay.opened(0, keys)
    expect(request).toMatchObject({ operation: 'change', currentPassword: 'Old horse 6' })
    expect(request.cloudAnchor.toString('base64')).toBe(userEntry(ANN).cloudAnchor)
    expect((await asked).body['code']).toBe('changed')
  })
})

describe('the origin', () => {
  it.each(Object.entries(ORIGINS))('%s decides what is written back', async (azp, writtenBack) => {
    const before = t.relay.sent.length
    const byUser = await answered(change(await t.token(user(azp))))
    const byAdministrator = await answered(reset(await t.token({ azp })))
    expect(byUser.body['code']).toBe(codeFor(writtenBack.user))
    expect(byAdministrator.body['code']).toBe(codeFor(writtenBack.administrator))
    const sent = Number(writtenBack.user) + Number(writtenBack.administrator)
    expect(t.relay.sent.length - before).toBe(sent)
  })

  it('that is not in the table is not written back', async () => {
    expect((await reset(await t.token({ azp: 'toString' }))).body).toMatchObject({
      code: 'origin-not-written-back',
      definite: true,
    })
    expect(t.relay.sent).toHaveLength(0)
  })

  it('does not matter for an account of the cloud only, whose own password changes', async () => {
    const done = await reset(await t.token({ azp: 'graph' }), CLOUD)
    expect(done.body['code']).toBe('changed')
    const own = user('access-panel', CLOUD)
    expect((await change(await t.token(own))).body['code']).toBe('wrong-current-password')
    const right = await t.ask(
      'POST',
      '/me/password',
      { currentPassword: PASSWORD, newPassword: 'Another horse 8' },
      await t.token(own),
    )
    expect(right.body['code']).toBe('changed')
    expect(t.relay.sent).toHaveLength(0)
  })
})

describe('the tenant switch', () => {
  it('off: nothing is sent; it works without the agent', async () => {
    const path = `/tenants/${TENANT}/settings`
    await t.ask('PUT', path, { selfService: false }, await t.token({}))
    const changed = await t.ask('PUT', path, { writeback: false }, await t.token({}))
    expect(changed.body).toEqual({
      ...t.portal.config.tenants[0]?.settings,
      writeback: false,
      selfService: false,
    })
    expect((await reset(await t.token({}))).body['code']).toBe('writeback-disabled')
    expect(t.relay.sent).toHaveLength(0)
  })
})
