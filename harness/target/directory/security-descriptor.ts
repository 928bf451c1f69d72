/**
 * "User cannot change password" as administrators set it (PWB-POL-11): two entries at the front of an
 * account's access-control list, which deny the control access right User-Change-Password to the account
 * itself and to everyone. Formats: MS-DTYP 2.4.4 to 2.4.6; the right's GUID: MS-ADTS 5.1.3.2.1.
 *
 * Written apart from any directory's own code, so that one mistake cannot be on both sides.
 */
const HEADER_BYTES = 20
const DACL_OFFSET_AT = 16
const CONTROL_AT = 2
const SELF_RELATIVE_AND_DACL_PRESENT = 0x8004
/** DACL_PROTECTED, DACL_AUTO_INHERITED and DACL_AUTO_INHERIT_REQ stay as they were. */
const KEPT_CONTROL_BITS = 0x1500
const ACL_HEADER_BYTES = 8
const ACL_REVISION_DS = 4

// ACCESS_DENIED_OBJECT_ACE, no flags, length, control access, an object type follows, which is the right.
const DENY_CHANGE_PASSWORD = '060028000001000001000000531a72ab2f1ed011981900aa0040529b'
const DENIALS: readonly Buffer[] = [
  // S-1-5-10, the principal itself
  Buffer.from(`${DENY_CHANGE_PASSWORD}01010000000000050a000000`, 'hex'),
  // S-1-1-0, everyone
  Buffer.from(`${DENY_CHANGE_PASSWORD}010100000000000100000000`, 'hex'),
]

/** The entries of the descriptor's list, one after the other, as bytes. Throws RangeError if it has none. */
function listOf(descriptor: Buffer): { readonly entries: Buffer; readonly count: number } {
  const at = descriptor.length < HEADER_BYTES ? 0 : descriptor.readUInt32LE(DACL_OFFSET_AT)
  if (at === 0 || at + ACL_HEADER_BYTES > descriptor.length) {
    throw new RangeError(
      'the security descriptor holds no access-control list; read it with SD flags 4 (DACL)',
    )
  }
  const sizeBytes = descriptor.readUInt16LE(at + 2)
  const entries = descriptor.subarray(at + ACL_HEADER_BYTES, at + sizeBytes)
  return { entries, count: descriptor.readUInt16LE(at + 4) }
}

/**
 * The descriptor to write (SD flags 4, DACL alone) so that the account's password cannot be changed,
 * only reset. `descriptor` is the account's own, self-relative, with its list.
 */
export function denyPasswordChange(descriptor: Buffer): Buffer {
  const { entries, count } = listOf(descriptor)
  const list = Buffer.concat([Buffer.alloc(ACL_HEADER_BYTES), ...DENIALS, entries])
  list.writeUInt8(ACL_REVISION_DS, 0)
  list.writeUInt16LE(list.length, 2)
  list.writeUInt16LE(count + DENIALS.length, 4)
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt8(1, 0)
  const kept = descriptor.readUInt16LE(CONTROL_AT) & KEPT_CONTROL_BITS
  header.writeUInt16LE(kept | SELF_RELATIVE_AND_DACL_PRESENT, CONTROL_AT)
  header.writeUInt32LE(HEADER_BYTES, DACL_OFFSET_AT)
  return Buffer.concat([header, list])
}
