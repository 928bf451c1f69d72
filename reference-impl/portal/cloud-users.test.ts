import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createTestPortal,
  PASSWORD,
  TENANT,
  type TestPortal,
  userEntry,
} from './testing/test-portal.ts'

const ANN = 'ann@contoso.example'
const CAT = 'cat@contoso.example'

let t: TestPortal

beforeEach(async () => {
  t = await createTestPortal()
  await t.upload([userEntry(ANN)])
})
afterEach(() => t.close())

const create = async (names: readonly string[], claims = {}) => {
  const users = names.map((userPrincipalName) => ({ userPrincipalName, password: PASSWORD }))
  const path = `/tenants/${TENANT}/cloud-users`
  return t.ask('PUT', path, { users }, await t.token(claims))
}

const crowd = Array.from({ length: 20 })

const kindsOf = (answers: readonly Awaited<ReturnType<TestPortal['ask']>>[]) =>
  [
    ...new Set(
      answers.map(({ status, body }) =>
        status === 200 ? 'done' : `${String(body['code'])} ${status}`,
      ),
    ),
  ].toSorted()

describe('accounts of the cloud only', () => {
  it('sign in with the password given, and outlive a new user list', async () => {
    expect((await create([CAT])).status).toBe(200)
    await t.upload([userEntry(ANN)])
    expect((await t.signIn(CAT, PASSWORD)).status).toBe(200)
  })

  it('are made all or none: not under the name of a synchronised account', async () => {
    const refused = await create([CAT, ANN])
    expect(refused.body['errors']).toEqual([
      { field: 'users.1.userPrincipalName', problem: 'is synchronised from on premises' },
    ])
    expect((await t.signIn(CAT, PASSWORD)).status).toBe(401)
  })

  it('are made by a global administrator only', async () => {
    expect((await create([CAT], { roles: ['password-administrator'] })).status).toBe(403)
  })

  it('are told to try again at once, when more passwords are hashed for them than may be at once', async () => {
    await t.close()
    t = await createTestPortal({ maxInFlight: 1 })
    await create([CAT])
    const signedIn = await Promise.all(crowd.map(() => t.signIn(CAT, PASSWORD)))
    expect(kindsOf(signedIn)).toEqual(['done', 'overloaded 503'])
    const set = await Promise.all(crowd.map(() => t.reset(CAT)))
    expect(kindsOf(set)).toEqual(['done', 'overloaded 503'])
    expect((await t.signIn(CAT, PASSWORD)).status).toBe(200)
  })
})
