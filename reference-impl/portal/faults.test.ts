import { describe, expect, it } from 'vitest'
import type { FaultName } from '../faults.ts'
import { createTestPortal, type TestPortal, userEntry } from './testing/test-portal.ts'

const ANN = 'ann@contoso.example'

const reset = async (t: TestPortal, newPassword: string, azp = 'azure-portal') =>
  t.ask('POST', `/users/${ANN}/password-resets`, { newPassword }, await t.token({ azp }))

async function under(fault: FaultName, run: (t: TestPortal) => Promise<void>) {
  const t = await createTestPortal({}, fault)
  await t.upload([userEntry(ANN)])
  try {
    await run(t)
  } finally {
    await t.close()
  }
}

/** The agent refuses the next request. */
async function refusal(t: TestPortal) {
  const keys = await t.enable()
  const asked = reset(t, 'x')
  await t.sent(1)
  t.relay.result(keys, (await t.relay.opened(0, keys)).id, 'no-permission')
  return (await asked).body
}

describe('a fault of the portal shows as it says', () => {
  it('portal-ignores-classic-portal', () =>
    under('portal-ignores-classic-portal', async (t) => {
      await t.enable()
      expect((await reset(t, 'x', 'azure-classic-portal')).body['code']).toBe('changed')
      expect(t.relay.sent).toHaveLength(0)
    }))

  it('portal-answers-early', () =>
    under('portal-answers-early', async (t) => {
      await t.enable()
      expect((await reset(t, 'x')).body['code']).toBe('changed')
    }))

  it('portal-skips-up-check', () =>
    under('portal-skips-up-check', async (t) => {
      await t.enable()
      await t.enrol(ANN)
      t.relay.next.presence = 'absent'
      expect((await t.ask('POST', '/sessions', { user: ANN })).status).toBe(200)
    }))

  it('portal-one-message-for-all', () =>
    under('portal-one-message-for-all', async (t) => {
      expect((await refusal(t))['code']).toBe('policy')
    }))

  it('portal-drops-remedy', () =>
    under('portal-drops-remedy', async (t) => {
      expect(await refusal(t)).toMatchObject({ code: 'no-permission', remedy: '' })
    }))

  it('portal-leaks-length', () =>
    under('portal-leaks-length', async (t) => {
      await t.enable()
      const asked = [reset(t, 'x'.repeat(9))]
      await t.sent(1)
      asked.push(reset(t, 'x'.repeat(30)))
      await t.sent(2)
      const [short, long] = t.relay.sent.map(({ options }) => options.subject?.length ?? 0)
      expect((long ?? 0) - (short ?? 0)).toBe(21)
      t.portal.operations.releaseWaiting()
      await Promise.all(asked)
    }))
})
