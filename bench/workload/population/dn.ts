/** One component of a distinguished name, unescaped. */
export interface Component {
  readonly type: string
  readonly value: string
}

/** Characters that RFC 4514 section 2.4 has escaped wherever they stand. */
const SPECIAL = /["+,;<>\\]/g
const CONTROL = /[\0\r\n]/g

const hex = (character: string) =>
  `\\${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`

/** A value as it stands in a distinguished name (RFC 4514). */
export function escapeValue(value: string): string {
  const escaped = value.replace(SPECIAL, '\\$&').replace(CONTROL, hex)
  return escaped.replace(/^[ #]/, '\\$&').replace(/(?<!^\\?) $/, '\\ ')
}

export const formatDn = (components: readonly Component[]) =>
  components.map(({ type, value }) => `${type}=${escapeValue(value)}`).join(',')

const TYPE = /^\s*([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)*)\s*=/
/** One unit of a value: hex bytes of UTF-8, an escaped character, or a plain one. */
const UNIT = /((?:\\[0-9A-Fa-f]{2})+)|\\([ "#+,;<=>\\])|([^"+,;<>\\\0])/y

function readValue(text: string, from: number): { value: string; end: number } {
  let value = ''
  let significant = 0
  let at = from
  while (text[at] === ' ') at++
  for (;;) {
    UNIT.lastIndex = at
    const unit = UNIT.exec(text)
    if (unit === null) return { value: value.slice(0, significant), end: at }
    const [whole, bytes, escaped, plain] = unit
    value += bytes === undefined ? (escaped ?? plain ?? '') : decodeHex(bytes)
    // Unescaped spaces at the end are not part of the value.
    if (plain !== ' ') significant = value.length
    at += whole.length
  }
}

const decodeHex = (bytes: string) => Buffer.from(bytes.replaceAll('\\', ''), 'hex').toString('utf8')

/**
 * The components of a distinguished name, the innermost first. Undefined when it is not one (RFC 4514;
 * values of several parts joined by + and `#hex` values are not taken).
 */
export function parseDn(dn: string): Component[] | undefined {
  const components: Component[] = []
  let rest = dn
  for (;;) {
    const [prefix, type] = TYPE.exec(rest) ?? []
    if (prefix === undefined || type === undefined) return undefined
    const { value, end } = readValue(rest, prefix.length)
    if (value === '') return undefined
    components.push({ type, value })
    if (end === rest.length) return components
    if (rest[end] !== ',') return undefined
    rest = rest.slice(end + 1)
  }
}

/** Equal for names that mean the same entry. Undefined: not a distinguished name. */
export const dnKey = (dn: string): string | undefined => {
  const components = parseDn(dn)?.map(({ type, value }) => [type, value])
  return components && JSON.stringify(components).normalize('NFC').toLowerCase()
}
