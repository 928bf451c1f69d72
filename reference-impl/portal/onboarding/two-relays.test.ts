import { afterEach, beforeEach, expect, it } from 'vitest'
import { enableAnswer } from '../../../harness/contract/portal.ts'
import { createFakeRelay } from '../testing/fake-relay.ts'
import { createTestPortal, TENANT, type TestPortal, userEntry } from '../testing/test-portal.ts'

const ANN = 'ann@contoso.example'

let t: TestPortal
let second: ReturnType<typeof createFakeRelay>
beforeEach(async () => {
  second = createFakeRelay()
  t = await createTestPortal({}, undefined, {}, second)
})
afterEach(() => t.close())

it('enabling makes the tenant at both relays, with the same credential, and names both', async () => {
  const { relay, secondRelay, credential } = enableAnswer.parse((await t.onboard()).body)
  expect(relay).toEqual({ host: '127.0.0.1', port: 5_671, servername: 'relay.test' })
  expect(secondRelay).toEqual({ host: '127.0.0.1', port: 5_672, servername: 'relay.test' })
  expect(t.relay.tenants.get(TENANT)?.agent.username).toBe(credential.username)
  expect(second.tenants.get(TENANT)).toEqual(t.relay.tenants.get(TENANT))
  expect(second.log).toEqual([`create ${TENANT}`, `connect ${TENANT}-portal`])
})

it('enabling with the second relay away leaves nothing at the first', async () => {
  second.next.failCreate = true
  expect((await t.onboard()).body['code']).toBe('relay-unavailable')
  expect(t.relay.tenants.has(TENANT)).toBe(false)
})

it('disabling drops the tenant at both', async () => {
  await t.enable()
  const disable = {
    action: 'disable',
    product: undefined,
    version: undefined,
    publicKey: undefined,
  }
  expect((await t.onboard(disable)).body).toEqual({ disabled: true })
  expect([...t.relay.tenants, ...second.tenants]).toEqual([])
})

it('a relay that restarted is given the tenant again, the other is left alone', async () => {
  await t.enable()
  const before = second.tenants.get(TENANT)
  second.tenants.clear()
  second.linkBreaks()
  await expect.poll(() => second.tenants.get(TENANT)).toEqual(before)
  expect(t.relay.log.filter((line) => line.startsWith('create'))).toHaveLength(1)
})

it('a request goes out once, and its result may come by either', async () => {
  const keys = await t.enable()
  await t.upload([userEntry(ANN)])
  const asked = t.ask(
    'POST',
    `/users/${ANN}/password-resets`,
    { newPassword: 'x' },
    await t.token({}),
  )
  await t.sent(1)
  second.result(keys, (await t.relay.opened(0, keys)).id, 'changed')
  expect((await asked).body['code']).toBe('changed')
  expect(second.sent).toEqual([])
})
