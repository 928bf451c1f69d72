/** PROPERTY_META_DATA_VECTOR, version 1 ([MS-DRSR] 4.1.10.2.22); little-endian. Active Directory and Samba both keep it. */
const VECTOR = { version: 0, count: 8, first: 16 } as const
const PROPERTY = { attribute: 0, version: 4, bytes: 48 } as const
const VECTOR_VERSION = 1
/** `unicodePwd`. */
const PASSWORD = 0x00_09_00_5a

/** The attribute that tells it. */
export const METADATA = 'replPropertyMetaData'

/**
 * How often an account's password was ever written, by the directory's replication metadata (hex): the version of
 * `unicodePwd` grows by one with each write that was done, also of the same password, and with nothing else.
 * Null: the directory does not say.
 */
export function passwordWritesIn(metadata: string | undefined): number | null {
  const bytes = Buffer.from(metadata ?? '', 'hex')
  if (bytes.length < VECTOR.first || bytes.readUInt32LE(VECTOR.version) !== VECTOR_VERSION)
    return null
  const count = bytes.readUInt32LE(VECTOR.count)
  if (bytes.length < VECTOR.first + count * PROPERTY.bytes) return null
  for (let at = 0; at < count; at++) {
    const property = bytes.subarray(VECTOR.first + at * PROPERTY.bytes)
    if (property.readUInt32LE(PROPERTY.attribute) === PASSWORD) {
      return property.readUInt32LE(PROPERTY.version)
    }
  }
  return null
}
