import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PackageKeys } from '../../protocol/message.ts'
import { createTestPortal, PASSWORD, type TestPortal, userEntry } from '../testing/test-portal.ts'

const HASH = 'hash@contoso.example'
const CLOUD = 'cloud@contoso.example'
const PASS_THROUGH = 'pass@contoso.example'
const FEDERATED = 'fed@contoso.example'
const WEAK = 'only-lower'

let t: TestPortal
let keys: PackageKeys

beforeEach(async () => {
  t = await createTestPortal()
  keys = await t.enable()
  await t.upload([
    userEntry(HASH, 'hash-synchronised'),
    userEntry(CLOUD, 'cloud-only'),
    userEntry(PASS_THROUGH),
    userEntry(FEDERATED, 'federated'),
  ])
})
afterEach(() => t.close())

const signedIn = { status: 200, body: { signedIn: true } }
const refused = { status: 401, body: { code: 'sign-in-refused' } }

/** An administrator's reset that the agent answers so. */
async function reset(user: string, password: string, more: object = {}, index = 0) {
  const asked = t.reset(user, password, more)
  await t.agentAnswers(keys, 'changed', index)
  return (await asked).body['code']
}

describe('the cloud password of a hash-synchronised user', () => {
  it('is replaced in the operation that sets the on-premises one', async () => {
    await reset(HASH, 'First horse 1')
    expect(await t.signIn(HASH, 'First horse 1')).toMatchObject(signedIn)
    await reset(HASH, PASSWORD, {}, 1)
    expect(await t.signIn(HASH, 'First horse 1')).toMatchObject(refused)
    expect(await t.signIn(HASH.toUpperCase(), PASSWORD)).toMatchObject(signedIn)
  })

  it('stays when the agent refuses', async () => {
    await reset(HASH, PASSWORD)
    const asked = t.reset(HASH, 'Second horse 2')
    await t.agentAnswers(keys, 'policy', 1)
    await asked
    expect(await t.signIn(HASH, PASSWORD)).toMatchObject(signedIn)
  })

  it('may be one that only the on-premises policy allows', async () => {
    expect(await reset(HASH, WEAK)).toBe('changed')
    expect(await t.signIn(HASH, WEAK)).toMatchObject(signedIn)
  })

  it('that cannot be written is told as such, and follows later', async () => {
    await t.settings({ cloudPasswordsWritable: false })
    const asked = t.reset(HASH)
    await t.agentAnswers(keys, 'changed')
    expect(await asked).toMatchObject({
      status: 200,
      body: { code: 'cloud-copy-failed', definite: true },
    })
    expect(await t.signIn(HASH, PASSWORD)).toMatchObject(refused)
    await t.settings({ cloudPasswordsWritable: true })
    expect(await t.signIn(HASH, PASSWORD)).toMatchObject(signedIn)
  })

  it('has to be changed after a reset that says so, and not after the change', async () => {
    await reset(HASH, PASSWORD, { mustChangeAtNextLogon: true })
    expect(await t.signIn(HASH, PASSWORD)).toMatchObject({
      status: 403,
      body: { code: 'must-change-password' },
    })
    const asked = t.change(HASH, PASSWORD, 'Own horse 8')
    await t.agentAnswers(keys, 'changed', 1)
    await asked
    expect(await t.signIn(HASH, 'Own horse 8')).toMatchObject(signedIn)
  })
})

describe('an account of the cloud only', () => {
  it('follows the cloud’s policy, and changes with the agent away and no message', async () => {
    t.relay.next.presence = 'absent'
    expect((await t.reset(CLOUD, WEAK)).body['code']).toBe('cloud-policy')
    expect((await t.reset(CLOUD, 'Pässword 12')).body['code']).toBe('cloud-policy')
    expect((await t.reset(CLOUD)).body['code']).toBe('changed')
    expect(await t.signIn(CLOUD, PASSWORD)).toMatchObject(signedIn)
    expect(t.relay.sent).toHaveLength(0)
  })

  it('changes a password that must be changed', async () => {
    await t.reset(CLOUD, PASSWORD, { mustChangeAtNextLogon: true })
    expect((await t.signIn(CLOUD, PASSWORD)).body['code']).toBe('must-change-password')
    expect((await t.change(CLOUD, PASSWORD, 'Own horse 8')).body['code']).toBe('changed')
    expect(await t.signIn(CLOUD, 'Own horse 8')).toMatchObject(signedIn)
  })

  it('is told to wait while the cloud takes no passwords: nothing changes', async () => {
    await t.reset(CLOUD)
    await t.settings({ cloudPasswordsWritable: false })
    expect((await t.reset(CLOUD, 'Later horse 9')).body['code']).toBe('cloud-unavailable')
    await t.settings({ cloudPasswordsWritable: true })
    expect(await t.signIn(CLOUD, PASSWORD)).toMatchObject(signedIn)
  })
})

describe('signing in to the cloud', () => {
  it('does not tell an unknown user from a wrong password', async () => {
    expect(await t.signIn('nobody@contoso.example', PASSWORD)).toMatchObject(refused)
    expect(await t.signIn(CLOUD, PASSWORD)).toMatchObject(refused)
  })

  it.each([PASS_THROUGH, FEDERATED])('is no matter of the cloud for %s', async (user) => {
    await reset(user, PASSWORD)
    expect((await t.signIn(user, PASSWORD)).body['code']).toBe('signs-in-on-premises')
  })

  it('is locked for a minute after ten wrong passwords', async () => {
    await t.reset(CLOUD)
    for (let wrong = 0; wrong < 10; wrong++) await t.signIn(CLOUD, 'wrong')
    expect(await t.signIn(CLOUD, PASSWORD)).toMatchObject({
      status: 429,
      headers: { 'retry-after': '60' },
    })
    await t.pass(60_000)
    expect(await t.signIn(CLOUD, PASSWORD)).toMatchObject(signedIn)
  })
})
