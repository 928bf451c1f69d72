import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PackageKeys } from '../protocol/message.ts'
import { createTestPortal, PASSWORD, type TestPortal, userEntry } from './testing/test-portal.ts'

const ANN = 'ann@contoso.example'
const CLOUD = 'cloud@contoso.example'

let t: TestPortal
let keys: PackageKeys

beforeEach(async () => {
  t = await createTestPortal()
  keys = await t.enable()
  await t.upload([userEntry(ANN), userEntry(CLOUD, 'cloud-only')])
  await t.enrol(ANN, CLOUD)
})
afterEach(() => t.close())

const unlock = (session: string) => t.ask('POST', `/sessions/${session}/unlock`, {})

describe('unlocking without a reset', () => {
  it('is refused while the tenant’s switch is off; the password can still be reset', async () => {
    const session = await t.enter(ANN)
    expect(await unlock(session)).toMatchObject({
      status: 403,
      body: { code: 'unlock-not-enabled', definite: true },
    })
    expect(t.relay.sent).toHaveLength(0)
    const asked = t.submit(session)
    await t.agentAnswers(keys, 'changed')
    expect((await asked).body['code']).toBe('changed')
  })

  it('sends a request without a password, and ends the session', async () => {
    await t.settings({ unlockWithoutReset: true })
    const session = await t.enter(ANN)
    const asked = unlock(session)
    const request = await t.agentAnswers(keys, 'unlocked')
    expect(request.operation).toBe('unlock')
    expect(request.newPassword).toBeUndefined()
    expect(await asked).toMatchObject({ status: 200, body: { code: 'unlocked' } })
    expect((await unlock(session)).body['code']).toBe('session-unknown')
  })

  it('needs the gates', async () => {
    await t.settings({ unlockWithoutReset: true })
    const { sessionId } = (await t.ask('POST', '/sessions', { user: ANN })).body
    expect((await unlock(String(sessionId))).body['code']).toBe('gates-not-passed')
    expect(t.relay.sent).toHaveLength(0)
  })

  it('lifts the sign-in lock of an account of the cloud only', async () => {
    await t.settings({ unlockWithoutReset: true })
    await t.reset(CLOUD)
    for (let wrong = 0; wrong < 10; wrong++) await t.signIn(CLOUD, 'wrong')
    expect((await unlock(await t.enter(CLOUD))).body['code']).toBe('unlocked')
    expect((await t.signIn(CLOUD, PASSWORD)).status).toBe(200)
    expect(t.relay.sent).toHaveLength(0)
  })
})
