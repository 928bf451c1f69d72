import type { Controller } from './configuration-partition.ts'
import type { Account } from './entry.ts'
import { toFileTime } from './file-time.ts'

/** PROPERTY_META_DATA_VECTOR, version 1, of one attribute ([MS-DRSR] 4.1.10.2.22); little-endian throughout. */
const VECTOR = { version: 0, count: 8, first: 16 } as const
const PROPERTY = { attribute: 0, version: 4, changed: 8, invocationId: 16, bytes: 48 } as const
const VECTOR_VERSION = 1
/** The attribute number of `unicodePwd`. */
const UNICODE_PWD = 0x00_09_00_5a
const MS_PER_SECOND = 1_000
const STEPS_PER_SECOND = 10_000_000n

/** Notes a write of the password: each one counts, also of the same password again. */
export function noteWrite(account: Account, nowMs: number): void {
  account.passwordVersion += 1
  account.passwordChangedSeconds = Math.floor(nowMs / MS_PER_SECOND)
}

/**
 * The value of `replPropertyMetaData` as far as this directory keeps it: how often the password was
 * written, and when last. Every write is said to be the PDC emulator's, and update numbers are 0.
 */
export function passwordMetadata(
  { passwordVersion, passwordChangedSeconds }: Account,
  { settings }: Controller,
): Buffer {
  const bytes = Buffer.alloc(VECTOR.first + PROPERTY.bytes)
  bytes.writeUInt32LE(VECTOR_VERSION, VECTOR.version)
  bytes.writeUInt32LE(1, VECTOR.count)
  const property = bytes.subarray(VECTOR.first)
  property.writeUInt32LE(UNICODE_PWD, PROPERTY.attribute)
  property.writeUInt32LE(passwordVersion, PROPERTY.version)
  const changed = BigInt(toFileTime(passwordChangedSeconds * MS_PER_SECOND)) / STEPS_PER_SECOND
  property.writeBigInt64LE(changed, PROPERTY.changed)
  const [invocationId] = settings.bag.get('invocationId')
  if (Buffer.isBuffer(invocationId)) invocationId.copy(property, PROPERTY.invocationId)
  return bytes
}
