import type { SecurityDescriptor } from './security-descriptor.ts'
import { type DomainSid, sidBytes, wellKnownSid } from './sid.ts'

/**
 * The only entries of an access-control list that this directory goes by: object entries that deny the
 * right User-Change-Password to the account itself or to everyone (PWB-POL-11). All others are kept as
 * they come, and decide nothing.
 */
const ACE_HEAD_BYTES = 4
const ALLOWED = 0x00
const ALLOWED_OBJECT = 0x05
const DENIED_OBJECT = 0x06
const INHERIT_ONLY = 0x08
const CONTROL_ACCESS = 0x0100
const FULL_CONTROL = 0x000f_01ff
const OBJECT_TYPE_PRESENT = 1
const USER_CHANGE_PASSWORD = Buffer.from('531a72ab2f1ed011981900aa0040529b', 'hex')

const EVERYONE = wellKnownSid(1, 0)
const SELF = wellKnownSid(5, 10)
const DOMAIN_ADMINS_RID = 512

/** Type, mask, and what comes after the mask. */
function ace(type: number, mask: number, ...rest: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(ACE_HEAD_BYTES + 4)
  const size = head.length + rest.reduce((sum, { length }) => sum + length, 0)
  head.writeUInt8(type, 0)
  head.writeUInt16LE(size, 2)
  head.writeUInt32LE(mask, ACE_HEAD_BYTES)
  return Buffer.concat([head, ...rest])
}

const ONLY_OBJECT_TYPE = Buffer.from([OBJECT_TYPE_PRESENT, 0, 0, 0])
const aboutPasswordChange = (type: number, sid: Buffer) =>
  ace(type, CONTROL_ACCESS, ONLY_OBJECT_TYPE, USER_CHANGE_PASSWORD, sid)

/** What an entry has that nobody gave one: administrators do all, everyone may change a password. */
export function defaultDescriptor(domain: DomainSid): SecurityDescriptor {
  const administrators = sidBytes(domain, DOMAIN_ADMINS_RID)
  const dacl = [
    ace(ALLOWED, FULL_CONTROL, administrators),
    aboutPasswordChange(ALLOWED_OBJECT, EVERYONE),
    aboutPasswordChange(ALLOWED_OBJECT, SELF),
  ]
  return { owner: administrators, group: administrators, dacl, inheritance: 0 }
}

const DENIES = {
  everyone: aboutPasswordChange(DENIED_OBJECT, EVERYONE),
  self: aboutPasswordChange(DENIED_OBJECT, SELF),
} as const

/** Whether the entry denies what `denial` does, on this very object; its other rights do not matter. */
function isDenial(entry: Buffer, denial: Buffer): boolean {
  if (entry.length !== denial.length || entry.readUInt8(0) !== DENIED_OBJECT) return false
  const here = (entry.readUInt8(1) & INHERIT_ONLY) === 0
  const denied = (entry.readUInt32LE(ACE_HEAD_BYTES) & CONTROL_ACCESS) !== 0
  const aboutWhat = ACE_HEAD_BYTES + 4
  return here && denied && entry.subarray(aboutWhat).equals(denial.subarray(aboutWhat))
}

/** Who may not change the password: everyone, or only the account itself. */
export function deniesPasswordChange(
  { dacl = [] }: SecurityDescriptor,
  whom: keyof typeof DENIES,
): boolean {
  return dacl.some((entry) => isDenial(entry, DENIES[whom]))
}
