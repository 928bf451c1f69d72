import { expect, it } from 'vitest'
import { asBytes, bytesIn, textIn, textsIn } from './entry.ts'

const entry = { dn: 'cn=a', MEMBEROF: ['cn=b', 'cn=c'], objectsid: Buffer.of(1), mail: [] }

it('finds an attribute in whatever letters the directory names it', () => {
  expect(textIn(entry, 'memberOf')).toBe('cn=b')
  expect(textsIn(entry, 'memberOf')).toEqual(['cn=b', 'cn=c'])
  expect(bytesIn(entry, 'objectSid')).toEqual(Buffer.of(1))
  expect(asBytes('objectSid').explicitBufferAttributes).toContain('objectsid')
  expect([textIn(entry, 'mail'), textsIn(entry, 'department')]).toEqual([undefined, []])
})
