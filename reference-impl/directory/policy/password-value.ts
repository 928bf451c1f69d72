const QUOTE = 0x22
const UNIT_BYTES = 2
const SHORTEST_BYTES = 2 * UNIT_BYTES

/**
 * The password of a `unicodePwd` value: UTF-16LE between quotation marks. Undefined: the value has
 * another form. What lies between is taken unit by unit as it is, lone surrogates too.
 */
export function parseUnicodePwd(value: Buffer): Buffer | undefined {
  if (value.length < SHORTEST_BYTES || value.length % UNIT_BYTES !== 0) return undefined
  const last = value.length - UNIT_BYTES
  const quoted = value.readUInt16LE(0) === QUOTE && value.readUInt16LE(last) === QUOTE
  return quoted ? value.subarray(UNIT_BYTES, last) : undefined
}
