import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { auditAnswer, enableAnswer } from '../../../harness/contract/portal.ts'
import type { PackageKeys } from '../../protocol/message.ts'
import { PUBLIC_KEY } from '../testing/fake-relay.ts'
import { createTestPortal, TENANT, type TestPortal, userEntry } from '../testing/test-portal.ts'

const ANN = 'ann@contoso.example'
const OVERLAP_MS = 30 * 60_000

let t: TestPortal
let keys: PackageKeys

beforeEach(async () => {
  t = await createTestPortal()
  keys = await t.enable()
  await t.upload([userEntry(ANN)])
})
afterEach(() => t.close())

const ask = (authorization = t.basic()) =>
  t.ask(
    'POST',
    '/onboarding',
    { action: 'rollover', tenant: TENANT, publicKey: PUBLIC_KEY },
    authorization,
  )

async function rollOver(): Promise<PackageKeys> {
  const { keyId, symmetricKey } = enableAnswer.parse((await ask()).body)
  return { tenant: TENANT, keyId, symmetricKey: Buffer.from(symmetricKey, 'base64') }
}

/** A reset whose request is sealed under `sealed` and whose result comes under `answered`. */
async function resetUnder(sealed: PackageKeys, answered: PackageKeys, index: number) {
  const asked = t.reset(ANN)
  await t.sent(index + 1)
  const { id } = await t.relay.opened(index, sealed)
  t.relay.result(answered, id, 'changed')
  return asked
}

describe('a rollover', () => {
  it('makes new keys and credentials beside the present ones, in one request and one answer', async () => {
    const before = enableAnswer.parse((await t.onboard()).body)
    t.relay.log.length = 0
    const { status, body } = await ask()
    const made = enableAnswer.parse(body)
    expect(status).toBe(200)
    expect(made.keyId).not.toBe(before.keyId)
    expect(made.symmetricKey).not.toBe(before.symmetricKey)
    expect(made.credential.username).not.toBe(before.credential.username)
    expect(t.relay.log).toEqual([`update ${TENANT} 2`, `connect ${TENANT}-portal-${made.keyId}`])
  })

  it('seals under the present key until the agent was heard under the new one', async () => {
    const made = await rollOver()
    expect((await resetUnder(keys, keys, 0)).body['code']).toBe('changed')
    expect((await resetUnder(keys, keys, 1)).body['code']).toBe('changed')
    t.relay.heartbeat(made)
    expect((await resetUnder(made, made, 2)).body['code']).toBe('changed')
  })

  it('takes results under the earlier key while the overlap lasts, and none afterwards', async () => {
    const made = await rollOver()
    t.relay.heartbeat(made)
    await t.pass(OVERLAP_MS - 1)
    expect((await resetUnder(made, keys, 0)).body['code']).toBe('changed')
    await t.pass(1)
    await expect
      .poll(() => t.relay.log.slice(-2))
      .toEqual([`close ${TENANT}-portal`, `update ${TENANT} 1`])
    const asked = t.reset(ANN)
    await t.sent(2)
    t.relay.result(keys, (await t.relay.opened(1, made)).id, 'changed')
    expect(t.portal.counters.read()['portal.droppedPackages']).toBe(1)
    t.portal.operations.releaseWaiting()
    expect((await asked).status).toBe(202)
  })

  it('whose answer was lost is asked again: the present keys go on, the unused ones are dropped', async () => {
    const lost = await rollOver()
    const made = await rollOver()
    t.relay.heartbeat(lost)
    expect(t.portal.counters.read()['portal.droppedPackages']).toBe(1)
    expect((await resetUnder(keys, keys, 0)).body['code']).toBe('changed')
    t.relay.heartbeat(made)
    expect((await resetUnder(made, made, 1)).body['code']).toBe('changed')
  })

  it('that the relay refuses leaves everything as it was', async () => {
    t.relay.next.failUpdate = true
    expect((await ask()).body['code']).toBe('internal')
    t.relay.next.failUpdate = false
    t.relay.next.failLink = true
    expect((await ask()).body['code']).toBe('relay-unavailable')
    expect(t.relay.log.at(-1)).toBe(`update ${TENANT} 1`)
    expect((await resetUnder(keys, keys, 0)).body['code']).toBe('changed')
  })

  it('is for the agent and for administrators who may enable; the agent may do nothing else', async () => {
    expect((await ask(t.basic('wrong'))).body['code']).toBe('invalid-token')
    expect((await ask(await t.token({ source: 'federated' }))).body['code']).toBe(
      'administrator-not-eligible',
    )
    expect((await ask(await t.token({}))).status).toBe(200)
    const disable = await t.ask(
      'POST',
      '/onboarding',
      { action: 'disable', tenant: TENANT },
      t.basic(),
    )
    expect(disable.body['code']).toBe('administrator-not-eligible')
  })

  it('needs writeback to be enabled, and enabling anew ends every earlier key', async () => {
    const made = await rollOver()
    t.relay.heartbeat(made)
    const anew = await t.enable()
    t.relay.heartbeat(made)
    t.relay.heartbeat(keys)
    expect(t.portal.counters.read()['portal.droppedPackages']).toBe(2)
    expect((await resetUnder(anew, anew, 0)).body['code']).toBe('changed')
    await t.onboard({
      action: 'disable',
      product: undefined,
      version: undefined,
      publicKey: undefined,
    })
    expect((await ask()).body['code']).toBe('writeback-disabled')
  })
})

describe('every read of the symmetric key', () => {
  it('is in the audit log with time, tenant, purpose and tracking id', async () => {
    const { headers, body } = await resetUnder(keys, keys, 0)
    t.relay.heartbeat(keys)
    const url = `/tenants/${TENANT}/audit?log=key-reads`
    const { entries } = auditAnswer.parse(
      (await t.ask('GET', url, undefined, await t.token({}))).body,
    )
    expect(entries.map(({ target }) => target)).toEqual([
      'seal-request',
      'open-result',
      'open-heartbeat',
    ])
    expect(entries[0]).toMatchObject({
      tenant: TENANT,
      time: '2026-01-05T12:00:00.000Z',
      trackingId: headers['tracking-id'],
    })
    expect(body['operationId']).toBeDefined()
  })
})
