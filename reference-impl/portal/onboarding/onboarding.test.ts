import { createHash, generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { enableAnswer, operationAnswer } from '../../../harness/contract/portal.ts'
import {
  createTestPortal,
  OTHER_TENANT,
  TENANT,
  type TestPortal,
  userEntry,
} from '../testing/test-portal.ts'

const ANN = 'ann@contoso.example'

let t: TestPortal
beforeEach(async () => {
  t = await createTestPortal()
})
afterEach(() => t.close())

const startSession = async () => (await t.ask('POST', '/sessions', { user: ANN })).body['code']

describe('enabling', () => {
  it('hands out keys and a credential; the relay learns verifiers only', async () => {
    const { status, body } = await t.onboard()
    const { credential, symmetricKey, relay } = enableAnswer.parse(body)
    expect(status).toBe(200)
    expect(Buffer.from(symmetricKey, 'base64')).toHaveLength(32)
    expect(Buffer.from(credential.password, 'base64url')).toHaveLength(32)
    expect(relay).toEqual({ host: '127.0.0.1', port: 5_671, servername: 'relay.test' })
    const verifier = createHash('sha256').update(credential.password).digest('hex')
    expect(t.relay.tenants.get(TENANT)?.agent).toEqual({ username: credential.username, verifier })
    expect(JSON.stringify([...t.relay.tenants])).not.toContain(credential.password)
  })

  it('is for a global administrator created in the cloud only', async () => {
    for (const claims of [
      { roles: ['user'] },
      { roles: ['password-administrator'] },
      { source: 'synchronised' as const },
      { source: 'federated' as const },
    ]) {
      const refused = await t.onboard({}, claims)
      expect(refused).toMatchObject({ status: 403, body: { code: 'administrator-not-eligible' } })
    }
    expect((await t.onboard({ tenant: OTHER_TENANT })).body['code']).toBe('forbidden')
    expect(t.relay.log).toEqual([])
  })

  it('refuses retired tools and keys that are not RSA-2048', async () => {
    for (const product of ['DirSync', 'Azure AD Sync']) {
      expect((await t.onboard({ product })).body['code']).toBe('tool-retired')
    }
    const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey
    const publicKey = weak.export({ format: 'der', type: 'spki' }).toString('base64')
    expect(await t.onboard({ publicKey })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'publicKey' }] },
    })
    expect(t.relay.log).toEqual([])
  })

  it('again replaces keys, credentials and link', async () => {
    const first = enableAnswer.parse((await t.onboard()).body)
    const second = enableAnswer.parse((await t.onboard()).body)
    expect(second.keyId).not.toBe(first.keyId)
    expect(second.symmetricKey).not.toBe(first.symmetricKey)
    expect(second.credential.password).not.toBe(first.credential.password)
    expect(t.relay.log).toEqual([
      `create ${TENANT}`,
      `connect ${TENANT}-portal`,
      `create ${TENANT}`,
      `connect ${TENANT}-portal`,
      `close ${TENANT}-portal`,
    ])
  })

  it('whose relay is away leaves nothing', async () => {
    t.relay.next.failCreate = true
    expect((await t.onboard()).body['code']).toBe('relay-unavailable')
    await t.upload([userEntry(ANN)])
    expect(await startSession()).toBe('writeback-disabled')
    t.relay.next.failCreate = false
    expect((await t.onboard()).status).toBe(200)
  })

  it('whose link fails leaves the earlier keys, at the relay too', {
    timeout: 15_000,
  }, async () => {
    const keys = await t.enable()
    const before = t.relay.tenants.get(TENANT)
    t.relay.next.failLink = true
    expect((await t.onboard()).body['code']).toBe('relay-unavailable')
    expect(t.relay.tenants.get(TENANT)).toEqual(before)
    expect(t.portal.tenants.get(TENANT).writeback?.current.keyId).toBe(keys.keyId)
  })
})

describe('a relay that restarted', () => {
  it('is given the tenant’s verifiers again when the link to it is lost, and only then', async () => {
    await t.enable()
    const before = t.relay.tenants.get(TENANT)
    t.relay.linkBreaks()
    await expect.poll(() => t.relay.log).toHaveLength(2)
    t.relay.tenants.clear()
    t.relay.linkBreaks()
    await expect.poll(() => t.relay.tenants.get(TENANT)).toEqual(before)
    expect(t.relay.log).toEqual([
      `create ${TENANT}`,
      `connect ${TENANT}-portal`,
      `create ${TENANT}`,
    ])
  })
})

describe('disabling', () => {
  it('drops the tenant at the relay, the link and the keys', async () => {
    await t.enable()
    await t.upload([userEntry(ANN)])
    const disable = {
      action: 'disable',
      product: undefined,
      version: undefined,
      publicKey: undefined,
    }
    expect((await t.onboard(disable)).body).toEqual({ disabled: true })
    expect(t.relay.tenants.has(TENANT)).toBe(false)
    expect(t.relay.log.slice(-2)).toEqual([`delete ${TENANT}`, `close ${TENANT}-portal`])
    expect(await startSession()).toBe('writeback-disabled')
  })
})

const reset = async () =>
  t.ask('POST', `/users/${ANN}/password-resets`, { newPassword: 'x' }, await t.token({}))

const outcomeAfterAll = async (operationId: string) => {
  await t.pass(210_000)
  return (await t.ask('GET', `/operations/${operationId}`)).body['code']
}

async function sendOne() {
  const keys = await t.enable()
  await t.upload([userEntry(ANN)])
  const asked = reset()
  await t.sent(1)
  return { asked, operationId: (await t.relay.opened(0, keys)).id }
}
describe('a request on its way', () => {
  it('when writeback is enabled anew ends as expired: the relay dropped it', async () => {
    const { operationId } = await sendOne()
    t.relay.next.waiting = 1
    await t.enable()
    expect(await outcomeAfterAll(operationId)).toBe('expired')
  })

  it('when writeback is enabled anew at a relay with tenants of its own stays unknown', async () => {
    const login = { username: 'u', password: 'p' }
    await t.close()
    t = await createTestPortal({}, undefined, { [TENANT]: { portal: login, agent: login } })
    const { operationId } = await sendOne()
    await t.enable()
    expect(await outcomeAfterAll(operationId)).toBe('outcome-unknown')
    expect(t.relay.log).toEqual(['connect u', 'connect u', 'close u'])
  })

  it('when writeback is enabled anew and the agent has it stays unknown: its result is lost', async () => {
    const { operationId } = await sendOne()
    await t.enable()
    expect(await outcomeAfterAll(operationId)).toBe('outcome-unknown')
  })

  it('when agent or link go away stays unknown: it may have been applied', async () => {
    const { asked, operationId } = await sendOne()
    t.relay.linkBreaks()
    await t.pass(30_000)
    const { status, headers, body } = await asked
    expect([status, headers['location']]).toEqual([202, `/operations/${operationId}`])
    const told = operationAnswer.parse(body)
    expect(told).toMatchObject({ code: 'outcome-unknown', definite: false })
    expect(told.until).toBe(t.clock.now() + 180_000)
    expect(await outcomeAfterAll(operationId)).toBe('outcome-unknown')
  })

  it('that the relay refuses is told as not changed at once', async () => {
    await t.enable()
    await t.upload([userEntry(ANN)])
    t.relay.next.sendOutcome = 'rejected'
    expect(await reset()).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { code: 'overloaded', definite: true },
    })
  })
})
