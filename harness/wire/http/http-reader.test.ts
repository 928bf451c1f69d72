import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { AmqpError } from '../amqp/amqp-types.ts'
import { createHttpReader } from './http-reader.ts'

const MESSAGES = [
  'POST /onboarding HTTP/1.1\r\nhost: p\r\ncontent-length: 7\r\n\r\n{"a":1}',
  'GET /x HTTP/1.1\r\nhost: p\r\n\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nGET \r\n1a;x=y\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nT: 1\r\n\r\n',
  'HTTP/1.1 204 No Content\r\n\r\n',
] as const
const STREAM = Buffer.from(MESSAGES.join(''))
const FIRST_LINES = MESSAGES.map((message) => message.split('\r\n')[0])

it('finds every head, however the bytes are cut, and none in a body', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.integer({ min: 1, max: 40 })), (cuts) => {
      const heads: (string | undefined)[] = []
      const reader = createHttpReader((text) => heads.push(text.split('\r\n')[0]))
      for (let at = 0; at < STREAM.length; ) {
        const end = at + (cuts.next().value ?? 1)
        reader.push(STREAM.subarray(at, end))
        at = end
      }
      expect(heads).toEqual(FIRST_LINES)
    }),
  )
})

function thrownBy(run: () => void): unknown {
  try {
    run()
    return undefined
  } catch (error) {
    return error
  }
}

it('throws nothing but AmqpError on any bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (chunks) => {
      const reader = createHttpReader(() => undefined)
      const thrown = thrownBy(() => {
        for (const chunk of [STREAM, ...chunks]) reader.push(Buffer.from(chunk))
      })
      expect(thrown === undefined || thrown instanceof AmqpError).toBe(true)
    }),
  )
})
