import type { Domain } from '../domain.ts'
import type { Entry } from '../entries/entry.ts'
import { readAttribute } from '../entries/readers.ts'
import { type Attribute, attributeOf } from '../entries/schema.ts'
import { formatDn, parseDn } from '../ldap/dn.ts'
import type { Filter, Substrings } from '../ldap/filter.ts'
import type { Value } from '../ldap/response.ts'
import { chainMatch, RULE_AND, RULE_IN_CHAIN, RULE_OR } from './matching-rules.ts'

export type Matches = (entry: Entry) => boolean

const INTEGER = /^-?\d{1,19}$/
const integer = (text: string): bigint | undefined =>
  INTEGER.test(text) ? BigInt(text) : undefined

/** Looks at each value of an attribute. */
const someValue =
  (domain: Domain, attribute: Attribute, test: (value: Value) => boolean): Matches =>
  (entry) =>
    readAttribute(domain, entry, attribute).some(test)

const fold = (value: Value) => value.toString().toLowerCase()

/** A name in the form that this directory writes, so that escapes and spaces do not matter. */
const foldDn = (text: string) => {
  const dn = parseDn(text)
  return (dn === undefined ? text : formatDn(dn)).toLowerCase()
}

/** `objectCategory` is also compared with the bare name of a class. */
const ofCategory = (domain: Domain, attribute: Attribute, wanted: string): Matches => {
  if (wanted.includes('=')) return equalDn(domain, attribute, wanted)
  return ({ objectClass }) => objectClass.category.name.toLowerCase() === wanted.toLowerCase()
}

const equalDn = (domain: Domain, attribute: Attribute, text: string): Matches => {
  const wanted = foldDn(text)
  return someValue(domain, attribute, (value) => fold(value) === wanted)
}

function equal(domain: Domain, attribute: Attribute, wanted: Buffer): Matches {
  const text = wanted.toString('utf8')
  if (attribute.name === 'objectCategory') return ofCategory(domain, attribute, text)
  if (attribute.syntax === 'dn') return equalDn(domain, attribute, text)
  const folded = text.toLowerCase()
  return someValue(domain, attribute, (value) =>
    typeof value === 'string' ? value.toLowerCase() === folded : value.equals(wanted),
  )
}

/** Numbers by size, all else by letters. */
function ordered(
  domain: Domain,
  attribute: Attribute,
  wanted: Buffer,
  holds: (comparison: number) => boolean,
): Matches {
  const text = wanted.toString('utf8')
  const number = attribute.syntax === 'integer' ? integer(text) : undefined
  const folded = text.toLowerCase()
  return someValue(domain, attribute, (value) => {
    const own = number === undefined ? undefined : integer(value.toString())
    if (own !== undefined && number !== undefined)
      return holds(own < number ? -1 : Number(own > number))
    const other = fold(value)
    return holds(other < folded ? -1 : Number(other > folded))
  })
}

/** The parts one after the other, none twice over the same letters. */
function holdsParts(
  value: string,
  parts: { initial: string; any: readonly string[]; final: string },
) {
  const { initial, any, final } = parts
  if (!value.startsWith(initial)) return false
  let at = initial.length
  for (const part of any) {
    const found = value.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return value.length - final.length >= at && value.endsWith(final)
}

const foldBytes = (bytes: Buffer | undefined) => bytes?.toString('utf8').toLowerCase() ?? ''

function substrings(domain: Domain, attribute: Attribute, filter: Substrings): Matches {
  const parts = {
    initial: foldBytes(filter.initial),
    any: filter.any.map(foldBytes),
    final: foldBytes(filter.final),
  }
  return someValue(domain, attribute, (value) => holdsParts(fold(value), parts))
}

function bits(domain: Domain, attribute: Attribute, text: string, all: boolean): Matches {
  const mask = integer(text)
  if (mask === undefined) return () => false
  return someValue(domain, attribute, (value) => {
    const set = (integer(value.toString()) ?? 0n) & mask
    return all ? set === mask : set !== 0n
  })
}

function extensible(domain: Domain, filter: Extract<Filter, { kind: 'extensible' }>): Matches {
  const attribute = attributeOf(filter.attribute)
  const text = filter.value.toString('utf8')
  switch (filter.rule) {
    case RULE_AND:
      return bits(domain, attribute, text, true)
    case RULE_OR:
      return bits(domain, attribute, text, false)
    case RULE_IN_CHAIN:
      return chainMatch(domain, attribute, text)
    case '':
      return equal(domain, attribute, filter.value)
    default:
      // A rule that nobody knows makes the filter undefined, which selects nothing.
      return () => false
  }
}

/** Makes one function of a filter. What is undefined counts as false, and its negation as true. */
export function compileFilter(domain: Domain, filter: Filter): Matches {
  switch (filter.kind) {
    case 'and': {
      const parts = filter.filters.map((part) => compileFilter(domain, part))
      return (entry) => parts.every((matches) => matches(entry))
    }
    case 'or': {
      const parts = filter.filters.map((part) => compileFilter(domain, part))
      return (entry) => parts.some((matches) => matches(entry))
    }
    case 'not': {
      const matches = compileFilter(domain, filter.filter)
      return (entry) => !matches(entry)
    }
    case 'extensible':
      return extensible(domain, filter)
    case 'present':
    case 'equal':
    case 'atLeast':
    case 'atMost':
    case 'substrings':
      return compileAssertion(domain, filter)
  }
}

type Assertion = Extract<
  Filter,
  { kind: 'present' | 'equal' | 'atLeast' | 'atMost' | 'substrings' }
>

function compileAssertion(domain: Domain, filter: Assertion): Matches {
  const attribute = attributeOf(filter.attribute)
  switch (filter.kind) {
    case 'present':
      return someValue(domain, attribute, () => true)
    case 'equal':
      return equal(domain, attribute, filter.value)
    case 'atLeast':
      return ordered(domain, attribute, filter.value, (comparison) => comparison >= 0)
    case 'atMost':
      return ordered(domain, attribute, filter.value, (comparison) => comparison <= 0)
    case 'substrings':
      return substrings(domain, attribute, filter)
  }
}
