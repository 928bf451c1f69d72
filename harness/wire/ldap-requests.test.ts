import { expect, it } from 'vitest'
import { createLdapStream, type LdapLog } from './ldap-requests.ts'

/** BIND, then a MODIFY whose length is in the long form, then an UNBIND. */
const ENTRY = 'CN=Zoë,DC=corp,DC=test'
const NAMED = Buffer.concat([Buffer.from([0x04, Buffer.byteLength(ENTRY)]), Buffer.from(ENTRY)])
const MODIFY_CONTENT = Buffer.concat([NAMED, Buffer.alloc(200 - NAMED.length, 0x41)])
const BYTES = Buffer.concat([
  Buffer.from('3005020101600030818b', 'hex').subarray(0, 7),
  Buffer.from([0x30, 0x81, 206, 0x02, 0x01, 0x02, 0x66, 0x81, 200]),
  MODIFY_CONTENT,
  Buffer.from('30050201034200', 'hex'),
])

const read = (chunks: readonly Buffer[]) => {
  const log: LdapLog = { requests: [], now: () => 5 }
  const forwarded: Buffer[] = []
  const stream = createLdapStream(log, 3, (_direction, bytes) => forwarded.push(bytes))
  for (const chunk of chunks) stream.push('outbound', chunk)
  return { log, forwarded: Buffer.concat(forwarded) }
}

it('requests are told by their operation, however the bytes are cut, and pass untouched', () => {
  const whole = read([BYTES])
  expect(whole.log.requests.map(({ operation }) => operation)).toEqual(['bind', 'modify', 'unbind'])
  expect(whole.log.requests[0]).toEqual({
    at: 5,
    connection: 3,
    operation: 'bind',
    entry: null,
  })
  expect(whole.log.requests[1]?.entry).toBe(ENTRY)
  const single = read(Array.from(BYTES, (byte) => Buffer.from([byte])))
  expect(single.log.requests).toEqual(whole.log.requests)
  expect(single.forwarded).toEqual(BYTES)
})

it('answers are not read; bytes that are no LDAP end the connection', () => {
  const log: LdapLog = { requests: [], now: () => 0 }
  const stream = createLdapStream(log, 1, () => undefined)
  stream.push('inbound', Buffer.from('GET / HTTP/1.1'))
  expect(log.requests).toEqual([])
  expect(() => stream.push('outbound', Buffer.from('GET /'))).toThrow('not an LDAP message')
})
