import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { auditAnswer } from '../../../harness/contract/portal.ts'
import { createDrivenClock } from '../../clock.ts'
import type { PackageKeys } from '../../protocol/message.ts'
import { createAuditLogs } from './audit-log.ts'
import {
  createTestPortal,
  OTHER_TENANT,
  PASSWORD,
  TENANT,
  type TestPortal,
  userEntry,
} from '../testing/test-portal.ts'

const ANN = 'ann@contoso.example'

let t: TestPortal
let keys: PackageKeys

beforeEach(async () => {
  t = await createTestPortal()
  keys = await t.enable()
  await t.upload([userEntry(ANN)])
  await t.enrol(ANN)
})
afterEach(() => t.close())

const audit = async (query = '', claims: object = {}) =>
  t.ask('GET', `/tenants/${TENANT}/audit${query}`, undefined, await t.token(claims))
const entries = async (query = '') => auditAnswer.parse((await audit(query)).body).entries

/** How the operation of a request ends, by the request's id. */
const ENDS = {
  changed: (id: string) => t.relay.result(keys, id, 'changed'),
  'no-permission': (id: string) => t.relay.result(keys, id, 'no-permission'),
  'outcome-unknown': () => t.portal.operations.releaseWaiting(),
}

describe('the audit log', () => {
  it.each(Object.entries(ENDS))(
    'names the operation by the id that the agent knows: %s',
    async (outcome, end) => {
      const asked = t.reset(ANN)
      await t.sent(1)
      const { id } = await t.relay.opened(0, keys)
      end(id)
      await asked
      expect((await entries()).at(-1)).toMatchObject({ outcome, operationId: id })
    },
  )

  it('names no operation where the request made none', async () => {
    await t.reset('nobody@contoso.example')
    const entry = (await entries()).at(-1)
    expect(entry).toMatchObject({ outcome: 'user-unknown' })
    expect(entry).not.toHaveProperty('operationId')
  })

  it('says who asked for what, about whom, with which outcome and tracking id', async () => {
    const asked = t.reset(ANN)
    await t.agentAnswers(keys, 'no-permission')
    const { headers } = await asked
    const entry = (await entries()).at(-1)
    expect(entry).toMatchObject({
      time: '2026-01-05T12:00:00.000Z',
      tenant: TENANT,
      actor: 'root@contoso',
      operation: 'administrator-reset',
      target: ANN,
      outcome: 'no-permission',
      trackingId: headers['tracking-id'],
    })
  })

  it('holds self-service, gates, settings and refusals, and no secret', async () => {
    const session = await t.enter(ANN)
    await t.submit(session, PASSWORD, 'another')
    await t.settings({ gates: 2 }, { roles: ['password-administrator'] })
    await t.settings({ gates: 2 })
    const told = await entries()
    expect(told.map(({ operation, outcome }) => `${operation} ${outcome}`).slice(-5)).toEqual([
      'start-session done',
      'pass-gate done',
      'user-reset confirmation-mismatch',
      'change-settings forbidden',
      'change-settings done',
    ])
    expect(JSON.stringify(told)).not.toContain(PASSWORD)
  })

  it('is read by administrators of the tenant only', async () => {
    expect((await audit('', { roles: ['user'] })).body['code']).toBe('forbidden')
    expect((await audit('', { tenant: OTHER_TENANT })).body['code']).toBe('forbidden')
    expect((await audit('', { roles: ['password-administrator'] })).status).toBe(200)
    expect((await audit('?log=secrets')).body['code']).toBe('invalid-request')
  })
})

describe('a page of it', () => {
  it('tells where the next begins, and how many entries are no longer kept', () => {
    const clock = createDrivenClock(0, () => 0)
    const { operations } = createAuditLogs(TENANT, clock)
    for (let count = 0; count < 10_500; count++) {
      operations.write({ actor: 'a', operation: 'o', outcome: 'done', trackingId: String(count) })
    }
    clock.stop()
    const first = operations.read(0)
    expect(first).toMatchObject({ missing: 500, next: 1_500 })
    expect(first.entries).toHaveLength(1_000)
    expect(first.entries[0]).toMatchObject({ sequence: 500, trackingId: '500' })
    expect(operations.read(10_499)).toMatchObject({
      entries: [{ sequence: 10_499 }],
      next: null,
      missing: 0,
    })
  })
})
