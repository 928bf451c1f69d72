import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OUTCOME_CODES, OUTCOMES } from '../../../harness/contract/outcomes.ts'
import { PORTAL_OUTCOMES } from '../../../harness/contract/outcomes-portal.ts'
import { operationAnswer, problem } from '../../../harness/contract/portal.ts'
import type { PackageKeys } from '../../protocol/message.ts'
import { outcomesOf } from './openapi.ts'
import { ROUTES } from '../routes/index.ts'
import { createTestPortal, PASSWORD, type TestPortal, userEntry } from '../testing/test-portal.ts'

const ANN = 'ann@contoso.example'
const BOB = 'bob@contoso.example'
const CLOUD = 'cloud@contoso.example'
const HASH = 'hash@contoso.example'

let t: TestPortal
let keys: PackageKeys

beforeEach(async () => {
  t = await createTestPortal()
  keys = await t.enable()
  await t.upload([
    userEntry(ANN),
    userEntry(BOB),
    userEntry(CLOUD, 'cloud-only'),
    userEntry(HASH, 'hash-synchronised'),
  ])
  await t.enrol(ANN, CLOUD)
})
afterEach(() => t.close())

type Answer = ReturnType<TestPortal['ask']>
const start = (user: string) => t.ask('POST', '/sessions', { user })
const startWith = async (settings: object, user = ANN): Answer => {
  await t.settings(settings)
  return start(user)
}
const badGate = (session: string) =>
  t.ask('POST', `/sessions/${session}/gates`, { gate: 'totp', code: t.code(-3) })
const openSession = async () => String((await start(ANN)).body['sessionId'])

/** How a caller gets each outcome that the portal itself says. */
const WAYS: Record<keyof typeof PORTAL_OUTCOMES, () => Answer> = {
  'cloud-copy-failed': async () => {
    await t.settings({ cloudPasswordsWritable: false })
    const asked = t.reset(HASH)
    await t.agentAnswers(keys, 'changed')
    return asked
  },
  'cloud-policy': () => t.reset(CLOUD, 'weak'),
  'cloud-unavailable': async () => {
    await t.settings({ cloudPasswordsWritable: false })
    return t.reset(CLOUD)
  },
  'sign-in-refused': () => t.signIn(CLOUD, 'wrong'),
  'signs-in-on-premises': () => t.signIn(ANN, PASSWORD),
  'must-change-password': async () => {
    await t.reset(CLOUD, PASSWORD, { mustChangeAtNextLogon: true })
    return t.signIn(CLOUD, PASSWORD)
  },
  expired: async () => {
    const asked = t.reset(ANN)
    await t.sent(1)
    await t.pass(210_000)
    const { operationId } = (await asked).body
    return t.ask('GET', `/operations/${String(operationId)}`)
  },
  'service-down': () => {
    t.relay.next.presence = 'absent'
    return start(ANN)
  },
  'self-service-disabled': () => startWith({ selfService: false }),
  'writeback-disabled': () => startWith({ writeback: false }),
  'no-reset-policy': () => startWith({ gates: null }),
  'not-licensed': () => startWith({ licences: [] }),
  'not-in-scope-group': () => startWith({ selfServiceGroup: 'pilots' }),
  'not-registered': () => start(BOB),
  'user-unknown': () => start('nobody@contoso.example'),
  'session-unknown': () => t.submit('none'),
  'operation-unknown': () => t.ask('GET', '/operations/none'),
  'gate-refused': async () => badGate(await openSession()),
  'gates-not-passed': async () => t.submit(await openSession()),
  'too-many-attempts': async () => {
    await t.settings({ failedGates: 1 })
    await badGate(await openSession())
    return start(ANN)
  },
  'confirmation-mismatch': async () => t.submit(await t.enter(ANN), 'a', 'b'),
  'invalid-request': () => t.ask('POST', '/sessions', {}),
  'invalid-token': () => t.ask('POST', '/onboarding', {}, 'Bearer nothing'),
  forbidden: () => t.settings({ gates: 2 }, { roles: ['user'] }),
  'origin-not-written-back': async () =>
    t.ask(
      'POST',
      `/users/${ANN}/password-resets`,
      { newPassword: PASSWORD },
      await t.token({ azp: 'graph' }),
    ),
  'administrator-not-eligible': () => t.onboard({}, { source: 'federated' }),
  'tool-retired': () => t.onboard({ product: 'DirSync' }),
  'relay-unavailable': () => {
    t.relay.next.failCreate = true
    return t.onboard()
  },
  internal: () => {
    t.relay.next.failUpdate = true
    return t.onboard({ action: 'rollover', product: undefined, version: undefined })
  },
}

describe('an outcome of the portal', () => {
  it.each(Object.entries(WAYS))('%s can be got, with its own text', async (code, way) => {
    const { status, body } = await way()
    expect(body['code']).toBe(code)
    const row = Object.entries(PORTAL_OUTCOMES).find(([name]) => name === code)?.[1]
    const { remedy, definite, published = null } = body
    const message = body['detail'] ?? body['message']
    expect(row).toMatchObject({ message, remedy, definite, published })
    // What became of an operation is a question that was answered.
    expect(status).toBe(code === 'expired' ? 200 : row?.http)
  })
})

describe('an outcome of the agent', () => {
  const fromAgent = OUTCOME_CODES.filter((code) => OUTCOMES[code].wire !== null)

  it.each(fromAgent)('%s reaches whoever asked, with the status of the table', async (code) => {
    const asked = t.reset(ANN)
    await t.agentAnswers(keys, code)
    const { status, body } = await asked
    const { http, published } = OUTCOMES[code]
    expect([status, body['code'], body['published'] ?? null]).toEqual([http, code, published])
  })
})

describe('the published name of an outcome', () => {
  it.each([
    ['policy', 'ADPasswordPolicyError'],
    ['no-permission', 'SSPR_0029 OnPremisesAdminActionRequired'],
    ['change-not-allowed', undefined],
  ] as const)('stands in the problem and in the operation: %s', async (code, published) => {
    const asked = t.reset(ANN)
    await t.agentAnswers(keys, code)
    const told = problem.parse((await asked).body)
    const later = await t.ask('GET', `/operations/${String(told.operationId)}`)
    const names = [told.published, operationAnswer.parse(later.body).published]
    expect(names).toEqual([published, published])
  })
})

describe('the description', () => {
  it('names every outcome at some address, and every address once', async () => {
    const named = new Set(ROUTES.flatMap((route) => outcomesOf(route)))
    expect(OUTCOME_CODES.filter((code) => !named.has(code))).toEqual([])
    const operations = ROUTES.map(({ operation }) => operation)
    expect(new Set(operations).size).toBe(operations.length)
    const { status, body } = await t.ask('GET', '/openapi.json')
    expect(status).toBe(200)
    expect(body['x-outcomes']).toEqual(OUTCOMES)
    const paths = Object.entries(Object(body['paths'])).flatMap(([path, item]) =>
      Object.keys(Object(item)).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(paths.toSorted()).toEqual(
      ROUTES.map(
        ({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
      ).toSorted(),
    )
  })

  it('gives bodies, parameters and proof as the routes read them', async () => {
    const { body } = await t.ask('GET', '/openapi.json')
    expect(body['paths']).toMatchObject({
      '/users/{user}/password-resets': {
        post: {
          operationId: 'administrator-reset',
          security: [{ bearer: [] }],
          parameters: [{ name: 'user', in: 'path', required: true }],
          requestBody: {
            content: { 'application/json': { schema: { required: ['newPassword'] } } },
          },
          responses: {
            '200': { 'x-outcomes': expect.arrayContaining(['changed']) },
            '202': { 'x-outcomes': ['outcome-unknown'] },
          },
        },
      },
      '/tenants/{tenant}/audit': { get: { parameters: [{}, { name: 'log' }, { name: 'after' }] } },
    })
  })
})
