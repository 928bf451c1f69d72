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
})
