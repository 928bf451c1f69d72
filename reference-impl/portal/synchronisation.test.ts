import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createTestPortal,
  OTHER_TENANT,
  TENANT,
  type TestPortal,
  userEntry,
} from './testing/test-portal.ts'

const ANN = 'ann@contoso.example'
const BOB = 'bob@contoso.example'

let t: TestPortal
beforeEach(async () => {
  t = await createTestPortal()
  await t.enable()
})
afterEach(() => t.close())

const isKnown = async (user: string) =>
  (await t.ask('POST', '/sessions', { user })).body['code'] !== 'user-unknown'

describe('the user list', () => {
  it('is replaced when the last page came, and not before', async () => {
    await t.upload([userEntry(ANN)])
    const first = await t.upload([userEntry(BOB)], { runId: 'two', page: 0, last: false })
    expect(first.body).toEqual({ accepted: 1, users: 1 })
    expect([await isKnown(ANN), await isKnown(BOB)]).toEqual([true, false])
    await t.upload([], { runId: 'two', page: 1 })
    expect([await isKnown(ANN), await isKnown(BOB)]).toEqual([false, true])
  })

  it('stays when pages of the run are missing, which are named', async () => {
    await t.upload([userEntry(ANN)])
    const refused = await t.upload([userEntry(BOB)], { runId: 'two', page: 2 })
    expect(refused.status).toBe(400)
    expect(refused.body['errors']).toEqual([
      { field: 'page', problem: 'pages 0, 1 of this run are missing: send them first' },
    ])
    expect([await isKnown(ANN), await isKnown(BOB)]).toEqual([true, false])
  })

  it('does not tell two accounts of one name apart, and so knows neither', async () => {
    await t.upload([userEntry(ANN), { ...userEntry(BOB), userPrincipalName: ANN.toUpperCase() }])
    expect(await isKnown(ANN)).toBe(false)
  })

  it('keeps what a renamed user was enrolled with', async () => {
    await t.upload([userEntry(ANN)])
    await t.enrol(ANN)
    const renamed = 'ann.new@contoso.example'
    await t.upload([{ ...userEntry(ANN), userPrincipalName: renamed }], { runId: 'two' })
    expect((await t.ask('POST', '/sessions', { user: renamed })).status).toBe(200)
  })

  it('is taken from the tenant’s own agent only', async () => {
    for (const authorization of [
      t.basic('wrong'),
      t.basic('', 'toString'),
      t.basic(undefined, OTHER_TENANT),
      await t.token({}),
    ]) {
      const refused = await t.upload([userEntry(ANN)], {}, authorization)
      expect(refused).toMatchObject({ status: 401, body: { code: 'invalid-token' } })
    }
    expect(await isKnown(ANN)).toBe(false)
  })
})

describe('enrolling', () => {
  it('takes all of a list or nothing, and names every problem', async () => {
    await t.upload([userEntry(ANN)])
    const refused = await t.ask(
      'PUT',
      `/tenants/${TENANT}/authentication-methods`,
      {
        methods: [
          { user: ANN, totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' },
          { user: BOB, totpSecret: '1' },
          { user: ANN, totpSecret: 'JBSWY3DPEHPK3PXP' },
        ],
      },
      await t.token({}),
    )
    expect(refused.body['errors']).toMatchObject([
      { field: 'methods.1.user' },
      { field: 'methods.1.totpSecret' },
      { field: 'methods.2.totpSecret', problem: 'base32 of at least 16 bytes' },
    ])
    const session = await t.ask('POST', '/sessions', { user: ANN })
    expect(session.body['code']).toBe('not-registered')
  })
})
