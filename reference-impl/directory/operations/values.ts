import { isUtf8 } from 'node:buffer'
import type { Attribute, Syntax } from '../entries/schema.ts'
import type { Value } from '../ldap/response.ts'
import { Refusal } from '../results.ts'

const INTEGER = /^-?\d{1,19}$/
const SPACES_AROUND = /^ +| +$/g

/** Bytes are copied: a value must not keep alive the message that it came in. */
const asText = (bytes: Buffer): Value =>
  isUtf8(bytes) ? bytes.toString('utf8') : Buffer.from(bytes)

const READERS: Readonly<Record<Syntax, (bytes: Buffer) => Value | undefined>> = {
  text: asText,
  dn: asText,
  octets: (bytes) => Buffer.from(bytes),
  integer(bytes) {
    const text = bytes.toString('latin1').replace(SPACES_AROUND, '')
    return INTEGER.test(text) ? text : undefined
  },
  boolean(bytes) {
    const text = bytes.toString('latin1').toUpperCase()
    return text === 'TRUE' || text === 'FALSE' ? text : undefined
  },
}

/** The values of a request in the form that they are kept in. */
export function readValues(attribute: Attribute, values: readonly Buffer[]): readonly Value[] {
  return values.map((bytes) => {
    const value = bytes.length === 0 ? undefined : READERS[attribute.syntax](bytes)
    if (value === undefined) throw new Refusal('bad-value', { detail: attribute.name })
    return value
  })
}

/** Equal for values that are the same to LDAP. */
export const valueKey = (value: Value): string =>
  typeof value === 'string' ? value.toLowerCase() : value.toString('base64')
