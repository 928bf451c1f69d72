import { isUtf8 } from 'node:buffer'

/** One component of a name. The value is unescaped text, never empty. */
export interface Rdn {
  readonly type: string
  readonly value: string
}
/** A distinguished name, the entry's own component first. */
export type Dn = readonly Rdn[]

const TYPE = /^[a-z][a-z0-9-]*$/i
const HEX_PAIR = /^[0-9a-f]{2}$/i
/** May follow a backslash as themselves (RFC 4514, 2.4 and 3). */
const ESCAPABLE = ' "#+,;<=>\\'
/** Never stand unescaped in a value; the plus would start a second pair, which Active Directory lacks. */
const NEVER_BARE = /["+;<>\0]/
const NUMERIC_TYPES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
}

/** Cuts at every comma that no backslash escapes. */
function components(text: string): string[] {
  const parts: string[] = []
  let from = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === ',') {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, text.slice(from)]
}

const fromUtf8 = (bytes: Buffer) => (isUtf8(bytes) ? bytes.toString('utf8') : undefined)

/** `#` and the hex of a BER string: tag, length below 128, content. */
function fromHexString(hex: string): string | undefined {
  if (!/^([0-9a-f]{2})+$/i.test(hex)) return undefined
  const bytes = Buffer.from(hex, 'hex')
  return bytes.length > 2 && bytes[1] === bytes.length - 2 ? fromUtf8(bytes.subarray(2)) : undefined
}

/** Resolves the escape that starts at `at`: a character, or a run of hex pairs that is UTF-8. */
function unescapeAt(raw: string, at: number): { text: string; end: number } | undefined {
  const next = raw[at + 1]
  if (next !== undefined && ESCAPABLE.includes(next)) return { text: next, end: at + 2 }
  let end = at
  while (raw[end] === '\\' && HEX_PAIR.test(raw.slice(end + 1, end + 3))) end += 3
  const text = fromUtf8(Buffer.from(raw.slice(at, end).replaceAll('\\', ''), 'hex'))
  return end === at || text === undefined ? undefined : { text, end }
}

function unescapeValue(raw: string): string | undefined {
  let value = ''
  let at = 0
  while (at < raw.length) {
    const next = raw.indexOf('\\', at)
    const plain = raw.slice(at, next < 0 ? raw.length : next)
    if (NEVER_BARE.test(plain)) return undefined
    value += plain
    if (next < 0) break
    const escaped = unescapeAt(raw, next)
    if (escaped === undefined) return undefined
    value += escaped.text
    at = escaped.end
  }
  return value
}

const isEscaped = (text: string, at: number) => {
  let from = at
  while (text[from - 1] === '\\') from--
  return (at - from) % 2 === 1
}

/** Spaces around a value mean nothing unless escaped. */
function trimValue(raw: string): string {
  const value = raw.replace(/^ +/, '')
  let end = value.length
  while (value[end - 1] === ' ' && !isEscaped(value, end - 1)) end--
  return value.slice(0, end)
}

function parseRdn(part: string): Rdn | undefined {
  const equals = part.indexOf('=')
  if (equals < 0) return undefined
  const name = part
    .slice(0, equals)
    .trim()
    .replace(/^OID\./i, '')
  const type = NUMERIC_TYPES[name] ?? name
  if (!TYPE.test(type)) return undefined
  const raw = trimValue(part.slice(equals + 1))
  const value = raw.startsWith('#') ? fromHexString(raw.slice(1)) : unescapeValue(raw)
  return value === undefined || value === '' ? undefined : { type, value }
}

/** Reads a name as RFC 4514 writes it; undefined: it is none. The empty name has no components. */
export function parseDn(text: string): Dn | undefined {
  if (text.trim() === '') return []
  const dn: Rdn[] = []
  for (const part of components(text)) {
    const rdn = parseRdn(part)
    if (rdn === undefined) return undefined
    dn.push(rdn)
  }
  return dn
}

const NEEDS_ESCAPE = /^[# ]|[,\\+"<>;=\0\n\r]| $/g
/** Line breaks and NUL, which no one could type back. */
const AS_HEX: Readonly<Record<string, string>> = { '\0': '\\00', '\n': '\\0A', '\r': '\\0D' }

/** Writes one component as Active Directory does. */
export const formatRdn = ({ type, value }: Rdn): string =>
  `${type}=${value.replace(NEEDS_ESCAPE, (char) => AS_HEX[char] ?? `\\${char}`)}`

export const formatDn = (dn: Dn): string => dn.map(formatRdn).join(',')

/** Equal for components that name the same child: letters' case means nothing. */
export const rdnKey = ({ type, value }: Rdn): string => `${type}=${value}`.toLowerCase()
