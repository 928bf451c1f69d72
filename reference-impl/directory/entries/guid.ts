const TEXT = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i
const HEX = /^[0-9a-f]{32}$/i

/**
 * A GUID's sixteen bytes as a string of sixteen Latin-1 characters: the smallest key that a map takes.
 */
export type GuidKey = string

export const guidKey = (bytes: Buffer): GuidKey => bytes.toString('latin1')
export const guidBytes = (key: GuidKey): Buffer => Buffer.from(key, 'latin1')

const swapped = (hex: string) => Buffer.from(Buffer.from(hex, 'hex').toReversed())

/** Reads what stands in `<GUID=…>`: 32 hex digits in the order of the bytes, or the dashed form. */
export function parseGuid(text: string): GuidKey | undefined {
  if (HEX.test(text)) return guidKey(Buffer.from(text, 'hex'))
  const [, a, b, c, d, e] = TEXT.exec(text) ?? []
  if (a === undefined || b === undefined || c === undefined) return undefined
  const rest = Buffer.from(`${d ?? ''}${e ?? ''}`, 'hex')
  return guidKey(Buffer.concat([swapped(a), swapped(b), swapped(c), rest]))
}

/** The dashed form, in lower case. */
export function guidText(key: GuidKey): string {
  const hex = guidBytes(key).toString('hex')
  const part = (from: number, to: number) => hex.slice(from, to)
  const back = (from: number, to: number) => swapped(part(from, to)).toString('hex')
  return [back(0, 8), back(8, 12), back(12, 16), part(16, 20), part(20, 32)].join('-')
}
