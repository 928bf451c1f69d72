import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { carriesWriteback, LICENCE_NAMES } from '../../../harness/contract/licences.ts'
import type { PackageKeys } from '../../protocol/message.ts'
import { createTestPortal, type TestPortal, userEntry } from '../testing/test-portal.ts'

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

const start = (user: string) => t.ask('POST', '/sessions', { user })
const startCode = async (user: string) => (await start(user)).body['code']

describe('a licence', () => {
  const carrying = LICENCE_NAMES.filter(
    (name) => carriesWriteback('aad-connect-2017', name) === true,
  )
  const lacking = LICENCE_NAMES.filter(
    (name) => carriesWriteback('aad-connect-2017', name) !== true,
  )

  it.each(carrying)('%s lets passwords be written back', async (licence) => {
    await t.assign({ user: ANN, licences: [licence] })
    expect((await start(ANN)).status).toBe(200)
    const asked = t.reset(ANN)
    await t.agentAnswers(keys, 'changed')
    expect((await asked).body['code']).toBe('changed')
  })

  it.each(lacking)('%s does not let passwords be written back', async (licence) => {
    await t.assign({ user: ANN, licences: [licence] })
    expect(await startCode(ANN)).toBe('not-licensed')
    expect((await t.reset(ANN)).body['code']).toBe('not-licensed')
    expect((await t.change(ANN, 'old')).body['code']).toBe('not-licensed')
    expect(t.relay.sent).toHaveLength(0)
  })

  it('of any kind lets an account of the cloud only reset itself, none does not', async () => {
    await t.assign({ user: CLOUD, licences: ['basic'] })
    expect((await start(CLOUD)).status).toBe(200)
    await t.assign({ user: CLOUD, licences: [] })
    expect(await startCode(CLOUD)).toBe('not-licensed')
    expect((await t.reset(CLOUD)).body['code']).toBe('changed')
  })

  it('is nobody’s in a tenant that has none, and the tenant cannot be enabled', async () => {
    await t.assign({ user: ANN, licences: ['premium-p2'] })
    await t.settings({ licences: [] })
    expect(await startCode(ANN)).toBe('not-licensed')
    expect((await t.onboard()).body['code']).toBe('not-licensed')
    await t.settings({ licences: ['premium-p1'] })
    expect((await start(ANN)).status).toBe(200)
  })

  it('of one’s own is replaced by the tenant’s when it is taken back', async () => {
    await t.assign({ user: ANN, licences: ['basic'] })
    await t.assign({ user: ANN, roles: ['user'] })
    expect(await startCode(ANN)).toBe('not-licensed')
    await t.assign({ user: ANN, licences: null })
    expect((await start(ANN)).status).toBe(200)
  })
})

describe('the self-service group', () => {
  it('lets its members in and nobody else', async () => {
    await t.settings({ selfServiceGroup: 'pilots' })
    expect(await startCode(ANN)).toBe('not-in-scope-group')
    await t.assign({ user: ANN, groups: ['staff', 'pilots'] })
    expect((await start(ANN)).status).toBe(200)
  })
})

describe('the number of gates', () => {
  it('is the policy’s, and two for every administrator', async () => {
    expect((await start(ANN)).body['required']).toBe(1)
    for (const role of ['password-administrator', 'global-administrator']) {
      await t.assign({ user: ANN, roles: [role] })
      expect((await start(ANN)).body['required']).toBe(2)
    }
    await t.assign({ user: ANN, roles: ['user'] })
    await t.settings({ gates: null })
    expect(await startCode(ANN)).toBe('no-reset-policy')
  })
})

describe('assignments and settings', () => {
  it('are made by global administrators only, all of them or none', async () => {
    const body = { assignments: [{ user: ANN, licences: [] }] }
    const path = '/tenants/contoso/assignments'
    const lesser = await t.token({ roles: ['password-administrator'] })
    expect((await t.ask('PUT', path, body, lesser)).body['code']).toBe('forbidden')
    const partly = await t.assign({ user: ANN, licences: [] }, { user: 'nobody@contoso.example' })
    expect(partly).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'assignments.1.user' }] },
    })
    expect((await t.settings({ gates: 2, licences: ['gold'] })).status).toBe(400)
    expect((await start(ANN)).body['required']).toBe(1)
  })
})
