const MAX_DEPTH = 64
const CONSTRUCTED = 0x20
const HIGH_TAG = 0x1f
const LONG_FORM = 0x80

/**
 * The length field at `at`: content length and where the content starts. `incomplete`: more bytes are
 * needed. Undefined: no length that LDAP allows (indefinite, or more than four bytes).
 */
export function readLength(
  bytes: Buffer,
  at: number,
  end: number,
): { length: number; start: number } | 'incomplete' | undefined {
  if (at >= end) return 'incomplete'
  const first = bytes.readUInt8(at)
  if (first < LONG_FORM) return { length: first, start: at + 1 }
  const count = first - LONG_FORM
  if (count < 1 || count > 4) return undefined
  if (at + 1 + count > end) return 'incomplete'
  return { length: bytes.readUIntBE(at + 1, count), start: at + 1 + count }
}

/**
 * Whether every element lies wholly inside its parent. The BER reader trusts lengths (a length with its
 * top bit set moves it backwards), so nothing reaches it unchecked.
 */
export function isWellFormed(bytes: Buffer, from = 0, to = bytes.length, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false
  let at = from
  while (at < to) {
    const tag = bytes.readUInt8(at)
    if ((tag & HIGH_TAG) === HIGH_TAG) return false
    const content = readLength(bytes, at + 1, to)
    if (content === undefined || content === 'incomplete') return false
    const end = content.start + content.length
    if (end > to) return false
    const nested = (tag & CONSTRUCTED) !== 0
    if (nested && !isWellFormed(bytes, content.start, end, depth + 1)) return false
    at = end
  }
  return true
}
