/**
 * Accounts and groups that Active Directory protects by default (PWB-PROT-1), by the last part of
 * their security identifier: names are translated and can be changed, these cannot.
 */
const DOMAIN_RIDS = {
  Administrator: 500,
  krbtgt: 502,
  'Domain Admins': 512,
  'Domain Controllers': 516,
  'Schema Admins': 518,
  'Enterprise Admins': 519,
  'Read-only Domain Controllers': 521,
  'Key Admins': 526,
  'Enterprise Key Admins': 527,
} as const

/** Below S-1-5-32. */
const BUILTIN_RIDS = {
  Administrators: 544,
  'Account Operators': 548,
  'Server Operators': 549,
  'Print Operators': 550,
  'Backup Operators': 551,
  Replicator: 552,
} as const

const domainRids: ReadonlySet<number> = new Set(Object.values(DOMAIN_RIDS))
const builtinRids: ReadonlySet<number> = new Set(Object.values(BUILTIN_RIDS))

const BUILTIN_AUTHORITY = 32
const FIXED_BYTES = 8
const PART_BYTES = 4

/** A group number as in `primaryGroupID`. */
export const isProtectedPrimaryGroup = (rid: number): boolean => domainRids.has(rid)

/** `sid` in its binary form: revision, count, 6 bytes of authority, then 32-bit parts, little-endian. */
export function isProtectedSid(sid: Buffer): boolean {
  if (sid.length < FIXED_BYTES + 2 * PART_BYTES) return false
  const last = sid.readUInt32LE(sid.length - PART_BYTES)
  const first = sid.readUInt32LE(FIXED_BYTES)
  return first === BUILTIN_AUTHORITY ? builtinRids.has(last) : domainRids.has(last)
}
