/** A self-relative security descriptor (MS-DTYP 2.4.6) without auditing. What its entries say is not read here. */
export interface SecurityDescriptor {
  /** SIDs; absent: the descriptor does not say. */
  readonly owner: Buffer | undefined
  readonly group: Buffer | undefined
  /** Access-control entries, in their order; absent: the descriptor has no list. */
  readonly dacl: readonly Buffer[] | undefined
  /** Inheritance bits of the list: protected, automatically inherited, and asked to be. */
  readonly inheritance: number
}

/** Bits of the SD flags control: which parts of a descriptor are meant. */
export const PARTS = { owner: 1, group: 2, dacl: 4, sacl: 8 } as const
/** A request that does not say means all that this directory keeps. */
export const ALL_PARTS = PARTS.owner | PARTS.group | PARTS.dacl

const HEAD_BYTES = 20
const AT = { revision: 0, control: 2, owner: 4, group: 8, sacl: 12, dacl: 16 } as const
const CONTROL = { daclPresent: 0x0004, saclPresent: 0x0010, selfRelative: 0x8000 } as const
/** SE_DACL_AUTO_INHERIT_REQ, SE_DACL_AUTO_INHERITED, SE_DACL_PROTECTED. */
const INHERITANCE = 0x0100 | 0x0400 | 0x1000

const ACL_HEAD_BYTES = 8
const ACL_REVISIONS: readonly number[] = [2, 4]
/** ACL_REVISION_DS: the list may hold entries about one kind of object or right. */
const OBJECT_REVISION = 4

const ACE_HEAD_BYTES = 4
const SID_HEAD_BYTES = 8
const MAX_SUB_AUTHORITIES = 15
const SUB_AUTHORITY_BYTES = 4

/** The SID that starts at `at`; undefined: no whole one does. */
function readSid(bytes: Buffer, at: number): Buffer | undefined {
  if (at + SID_HEAD_BYTES > bytes.length || bytes.readUInt8(at) !== 1) return undefined
  const subs = bytes.readUInt8(at + 1)
  const sidEnd = at + SID_HEAD_BYTES + SUB_AUTHORITY_BYTES * subs
  return subs > MAX_SUB_AUTHORITIES || sidEnd > bytes.length
    ? undefined
    : bytes.subarray(at, sidEnd)
}

/**
 * As many entries as the list says that it has; it may be longer than they are. Copies: what is kept must
 * not keep alive the message that it came in.
 */
function readAces(list: Buffer): readonly Buffer[] | undefined {
  const aces: Buffer[] = []
  let at = ACL_HEAD_BYTES
  for (let left = list.readUInt16LE(4); left > 0; left--) {
    const size = at + ACE_HEAD_BYTES > list.length ? 0 : list.readUInt16LE(at + 2)
    if (size < ACE_HEAD_BYTES || size % 4 !== 0 || at + size > list.length) return undefined
    aces.push(Buffer.from(list.subarray(at, at + size)))
    at += size
  }
  return aces
}

function readAcl(bytes: Buffer, at: number): readonly Buffer[] | undefined {
  if (at < HEAD_BYTES || at + ACL_HEAD_BYTES > bytes.length) return undefined
  const size = bytes.readUInt16LE(at + 2)
  const whole = size >= ACL_HEAD_BYTES && at + size <= bytes.length
  if (!whole || !ACL_REVISIONS.includes(bytes.readUInt8(at))) return undefined
  return readAces(bytes.subarray(at, at + size))
}

/** Offset 0 says that the part is not there. */
function readPart<T>(
  bytes: Buffer,
  offsetAt: number,
  read: (bytes: Buffer, at: number) => T | undefined,
): { readonly value: T | undefined } | undefined {
  const at = bytes.readUInt32LE(offsetAt)
  if (at === 0) return { value: undefined }
  const value = at < HEAD_BYTES ? undefined : read(bytes, at)
  return value === undefined ? undefined : { value }
}

/** Reads a whole descriptor; undefined: it is none, or it audits (has a SACL), which is not kept here. */
export function parseDescriptor(bytes: Buffer): SecurityDescriptor | undefined {
  if (bytes.length < HEAD_BYTES || bytes.readUInt8(AT.revision) !== 1) return undefined
  const control = bytes.readUInt16LE(AT.control)
  const audits = (control & CONTROL.saclPresent) !== 0 || bytes.readUInt32LE(AT.sacl) !== 0
  if (audits || (control & CONTROL.selfRelative) === 0) return undefined
  const owner = readPart(bytes, AT.owner, readSid)
  const group = readPart(bytes, AT.group, readSid)
  const dacl = readPart(bytes, AT.dacl, readAcl)
  if (owner === undefined || group === undefined || dacl === undefined) return undefined
  if ((dacl.value !== undefined) !== ((control & CONTROL.daclPresent) !== 0)) return undefined
  return {
    owner: owner.value && Buffer.from(owner.value),
    group: group.value && Buffer.from(group.value),
    dacl: dacl.value,
    inheritance: control & INHERITANCE,
  }
}

function formatAcl(aces: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(ACL_HEAD_BYTES)
  head.writeUInt8(OBJECT_REVISION, 0)
  head.writeUInt16LE(ACL_HEAD_BYTES + aces.reduce((sum, { length }) => sum + length, 0), 2)
  head.writeUInt16LE(aces.length, 4)
  return Buffer.concat([head, ...aces])
}

/** The bytes of a descriptor with those of its parts that are asked for. */
export function formatDescriptor(descriptor: SecurityDescriptor, parts: number): Buffer {
  const { owner, group, dacl, inheritance } = descriptor
  const list = dacl === undefined || (parts & PARTS.dacl) === 0 ? undefined : formatAcl(dacl)
  const head = Buffer.alloc(HEAD_BYTES)
  const present = list === undefined ? 0 : CONTROL.daclPresent | inheritance
  head.writeUInt8(1, AT.revision)
  head.writeUInt16LE(CONTROL.selfRelative | present, AT.control)
  const pieces: Buffer[] = [head]
  let end = HEAD_BYTES
  const append = (offsetAt: number, piece: Buffer | undefined) => {
    if (piece === undefined) return
    head.writeUInt32LE(end, offsetAt)
    pieces.push(piece)
    end += piece.length
  }
  append(AT.owner, (parts & PARTS.owner) === 0 ? undefined : owner)
  append(AT.group, (parts & PARTS.group) === 0 ? undefined : group)
  append(AT.dacl, list)
  return Buffer.concat(pieces)
}
