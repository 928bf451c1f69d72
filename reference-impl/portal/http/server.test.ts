import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { problem } from '../../../harness/contract/portal.ts'
import { createTestPortal, type TestPortal } from '../testing/test-portal.ts'

let t: TestPortal
beforeEach(async () => {
  t = await createTestPortal()
})
afterEach(() => t.close())

describe('every refusal', () => {
  it.each([
    ['an unknown address', 'GET', '/nowhere', undefined, 404],
    ['a method that is not there', 'PUT', '/sessions', {}, 404],
    ['a broken address', 'GET', '/operations/%', undefined, 400],
    ['a body that is too large', 'POST', '/sessions', { user: 'x'.repeat(70_000) }, 413],
    ['a body with a wrong field', 'POST', '/sessions', { user: 1, extra: true }, 400],
  ] as const)('is problem+json with a remedy: %s', async (_name, method, url, body, status) => {
    const answer = await t.ask(method, url, body)
    expect(answer.status).toBe(status)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    const told = problem.parse(answer.body)
    expect(told).toMatchObject({ status, code: 'invalid-request', definite: true })
    expect(told.remedy).not.toBe('')
    expect(told.trackingId).toBe(answer.headers['tracking-id'])
  })

  it('of an operation that is not known does not say that nothing changed', async () => {
    const { status, body } = await t.ask('GET', '/operations/none')
    expect([status, body['code'], body['definite']]).toEqual([404, 'operation-unknown', false])
  })

  it('of a body names every problem in it', async () => {
    const { body } = await t.ask('POST', '/sessions', { user: 1, extra: true })
    expect(problem.parse(body).errors?.map(({ field }) => field)).toEqual(['user', ''])
  })
})

describe('the Date header', () => {
  it('follows the portal’s clock', async () => {
    await t.pass(3_600_000)
    const { headers } = await t.ask('GET', '/nowhere')
    expect(Date.parse(String(headers['date']))).toBe(t.clock.now())
  })
})
