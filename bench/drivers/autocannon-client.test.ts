import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { hooked } from './autocannon-client.ts'

const PARTS = {
  getRequestBuffer: () => Buffer.alloc(0),
  reqsMade: 0,
  requestIterator: { nextRequest: () => undefined, recordBody: () => undefined },
}

it('refuses a client that would send other requests than it is given', () => {
  expect(() => hooked(new EventEmitter())).toThrow(
    'without getRequestBuffer, reqsMade, requestIterator.nextRequest, requestIterator.recordBody',
  )
  const renamed = { ...PARTS, requestIterator: { ...PARTS.requestIterator, recordBody: undefined } }
  expect(() => hooked(Object.assign(new EventEmitter(), renamed))).toThrow(
    'without requestIterator.recordBody, must be that of 9.0.0',
  )
  expect(() => hooked(Object.assign(new EventEmitter(), PARTS))).not.toThrow()
})
