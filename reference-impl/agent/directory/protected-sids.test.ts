import { expect, it } from 'vitest'
import { isProtectedPrimaryGroup, isProtectedSid } from './protected-sids.ts'

const sid = (...parts: number[]) => {
  const bytes = Buffer.alloc(8 + 4 * parts.length)
  bytes[0] = 1
  bytes[1] = parts.length
  bytes[7] = 5
  for (const [index, part] of parts.entries()) bytes.writeUInt32LE(part, 8 + 4 * index)
  return bytes
}
const inDomain = (rid: number) => sid(21, 1_111, 2_222, 3_333, rid)

it('the default protected groups and accounts are known by number, whatever their names', () => {
  expect(isProtectedSid(inDomain(512))).toBe(true)
  expect(isProtectedSid(inDomain(500))).toBe(true)
  expect(isProtectedSid(sid(32, 544))).toBe(true)
  expect(isProtectedPrimaryGroup(512)).toBe(true)
})

it('no other is taken for one: Domain Users, an ordinary account, Users, a number of the other space', () => {
  expect(isProtectedSid(inDomain(513))).toBe(false)
  expect(isProtectedSid(inDomain(1_544))).toBe(false)
  expect(isProtectedSid(sid(32, 545))).toBe(false)
  expect(isProtectedSid(sid(32, 512))).toBe(false)
  expect(isProtectedSid(inDomain(544))).toBe(false)
  expect(isProtectedPrimaryGroup(513)).toBe(false)
  expect(isProtectedSid(Buffer.alloc(4))).toBe(false)
})
