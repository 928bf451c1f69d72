import type { Rdn } from './dn.ts'
import { parseDn } from './dn.ts'
import { readLength } from './ber-structure.ts'

const CONSTRUCTED = 0x20
/** The length in the four bytes that follow. */
const FOUR_BYTES = 0x84
const LENGTH_BYTES = 4

const hex = (text: string) =>
  Array.from(Buffer.from(text), (byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')

/** Characters that name syntax gives a meaning are escaped in hex, and the first one whatever it is. */
const SPECIAL = /[,\\+"<>;=#\0\n\r]| $/g

const respellRdn = ({ type, value }: Rdn) => {
  const [first = '', ...rest] = value
  return `${type.toLowerCase()}=${hex(first)}${rest.join('').replace(SPECIAL, hex)}`
}

/** What the extended-name control puts before a name. */
const EXTENSION = /^(?:<[^>]*>;)*/

/** The same name in another spelling (RFC 4514); what is no name stays. */
export function respellDn(text: string): string {
  const [extension = ''] = EXTENSION.exec(text) ?? []
  const dn = parseDn(text.slice(extension.length))
  return dn === undefined ? text : extension + dn.map(respellRdn).join(', ')
}

/** The same message with each length of a constructed element in four bytes, as Windows writes it. */
export function widenLengths(bytes: Buffer): Buffer {
  const parts: Buffer[] = []
  let at = 0
  while (at < bytes.length) {
    const content = readLength(bytes, at + 1, bytes.length)
    if (content === undefined || content === 'incomplete') throw new TypeError('not BER')
    const end = content.start + content.length
    const tag = bytes.readUInt8(at)
    if ((tag & CONSTRUCTED) === 0) parts.push(bytes.subarray(at, end))
    else {
      const inner = widenLengths(bytes.subarray(content.start, end))
      const header = Buffer.of(tag, FOUR_BYTES, 0, 0, 0, 0)
      header.writeUInt32BE(inner.length, header.length - LENGTH_BYTES)
      parts.push(header, inner)
    }
    at = end
  }
  return Buffer.concat(parts)
}
