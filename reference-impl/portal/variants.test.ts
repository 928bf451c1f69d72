import { afterEach, expect, it } from 'vitest'
import type { VariantName } from '../variants.ts'
import { createTestPortal, type TestPortal } from './testing/test-portal.ts'

let portal: TestPortal
afterEach(() => portal.close())

const ACCENTED = 'zoë@contoso.test'

/** What the portal answers to one who is not known, as it stands on the wire. */
async function refusal(variant?: VariantName) {
  portal = await createTestPortal({}, variant)
  const reply = await portal.inject('/sessions', { user: ACCENTED })
  return { text: reply.body, headers: reply.headers }
}

it.each<[VariantName, (text: string) => boolean]>([
  ['portal-reverses-members', (text) => /"status":\d+,"title":.*,"type":"[^"]*"\}$/.test(text)],
  ['portal-adds-members', (text) => text.includes('"x-note":{"since":1')],
  ['portal-indents-json', (text) => text.startsWith('\n{\n  "type": "')],
  ['portal-words-at-length', (text) => text.includes('so that nothing depends on the words')],
])('%s changes what an answer looks like', async (variant, isSo) => {
  const plain = await refusal()
  await portal.close()
  const varied = await refusal(variant)
  expect([isSo(plain.text), isSo(varied.text)]).toEqual([false, true])
  expect(JSON.parse(varied.text)).toMatchObject({ code: 'user-unknown' })
})

it('portal-omits-charset names the bare media type', async () => {
  expect((await refusal('portal-omits-charset')).headers['content-type']).toBe(
    'APPLICATION/PROBLEM+JSON',
  )
})

it('portal-chunks-bodies sends no length', async () => {
  const { headers, text } = await refusal('portal-chunks-bodies')
  expect(headers).toMatchObject({ 'transfer-encoding': 'chunked' })
  expect(headers['content-length']).toBeUndefined()
  expect(JSON.parse(text)).toMatchObject({ code: 'user-unknown' })
})

it('portal-answers-later lets wait', async () => {
  portal = await createTestPortal({}, 'portal-answers-later')
  const tookMs: number[] = []
  for (let time = 0; time < 5; time++) {
    const startedAt = performance.now()
    await portal.inject('/sessions', { user: ACCENTED })
    tookMs.push(performance.now() - startedAt)
  }
  // The quickest: a busy machine is slow as well.
  expect(Math.min(...tookMs)).toBeGreaterThan(18)
})
