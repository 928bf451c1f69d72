import { createRequire } from 'node:module'
import rhea from 'rhea'
import { z } from 'zod'
import { afterEach, expect, it, vi } from 'vitest'
import { dataOf, encodeMessage } from './amqp-message.ts'
import { guardRhea } from './guard-rhea.ts'

type SenderLike = abstract new () => object
const linkSchema = z.object({
  Sender: z.custom<SenderLike>((value) => typeof value === 'function'),
})

guardRhea()
afterEach(() => vi.restoreAllMocks())

const SECRET = 'Some-Passw0rd'
const secret = Buffer.concat([Buffer.from([0xa1, SECRET.length]), Buffer.from(SECRET)])
const described = (code: number, ...value: readonly Buffer[]) =>
  Buffer.concat([Buffer.from([0x00, 0x53, code]), ...value])

const MALFORMED = {
  'a section without a descriptor': secret,
  'a section of no kind': described(0x10, secret),
  'a section of a name that there is not': Buffer.concat([Buffer.from([0x00]), secret, secret]),
  'a section that is cut': described(0x75, Buffer.from([0xa0, 200])),
  'a header that is a text': described(0x70, secret),
  'a map that holds half a pair': described(0x74, Buffer.from('c1030140', 'hex'), secret),
}

it.each(Object.entries(MALFORMED))('%s has no body, and is not shown', (_name, bytes) => {
  const said = ['warn', 'error', 'trace', 'log'] as const
  const spies = said.map((how) => vi.spyOn(console, how).mockReturnValue())
  expect(dataOf(rhea.message.decode(bytes))).toBeUndefined()
  for (const spy of spies) expect(spy).not.toHaveBeenCalled()
})

it('a delivery state that is no outcome is not shown, and is none', () => {
  const error = vi.spyOn(console, 'error').mockReturnValue()
  const unwrap: unknown = Reflect.get(rhea.message, 'unwrap_outcome')
  const state = { descriptor: { value: 0x34 }, value: [SECRET] }
  expect(typeof unwrap === 'function' && unwrap(state)).toBeUndefined()
  expect(error).not.toHaveBeenCalled()
})

it('a list that names more items than its message has bytes costs no room', () => {
  const list = described(0x77, Buffer.from('d00000000401000000', 'hex'))
  const before = process.memoryUsage().heapUsed
  rhea.message.decode(list)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(2 ** 24)
})

it.each([0x53, 0xa3])('what is a message is read, its sections named by %s', (how) => {
  const body = Buffer.alloc(300, 7)
  const bytes = encodeMessage({ body, ttlMs: 1_000, subject: 'north' })
  const name = Buffer.from('amqp:header:list')
  const named = Buffer.concat([Buffer.from([0, 0xa3, name.length]), name, bytes.subarray(3)])
  const message = rhea.message.decode(how === 0x53 ? bytes : named)
  expect(dataOf(message)).toEqual(body)
  expect(message['ttl']).toBe(1_000)
})

it('credit that is drained is used up at once, however much it is', () => {
  const { Sender } = linkSchema.parse(createRequire(import.meta.url)('rhea/lib/link.js'))
  const state = { credit: 2 ** 32 - 1, delivery_count: 3, _draining: true, _drained: true }
  const startedAt = performance.now()
  const drain: unknown = Reflect.get(Sender.prototype, '_get_drain')
  expect(typeof drain === 'function' && Reflect.apply(drain, state, [])).toBe(true)
  expect(performance.now() - startedAt).toBeLessThan(500)
  expect(state).toMatchObject({ credit: 0, delivery_count: 2 })
})
