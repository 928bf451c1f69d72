import type { Domain } from '../domain.ts'
import type { Entry } from '../entries/entry.ts'
import { readableNames, readPart } from '../entries/readers.ts'
import { readDescriptor } from '../entries/descriptors.ts'
import { type Attribute, attributeOf } from '../entries/schema.ts'
import type { ResponseAttribute } from '../ldap/response.ts'
import type { Names } from './extended-names.ts'
import { MAX_RANGE_VALUES, partName, rangeOf, type ValueRange } from './value-range.ts'

export type Project = (entry: Entry) => readonly ResponseAttribute[]

const ALL = '*'
/** Attributes that are read only when they are named. */
const BY_NAME: readonly Attribute['kept'][] = ['constructed', 'descriptor']
const OPTIONS = /;.*$/s

interface Wanted {
  readonly attribute: Attribute
  readonly range: ValueRange | undefined
}

const WHOLE: ValueRange = { from: 0, to: MAX_RANGE_VALUES - 1 }

/** Each once; a name without a range, or several ranges of one attribute. */
const wantedOnce = (requested: readonly string[]): readonly Wanted[] => [
  ...new Map(
    requested.map((name) => {
      const wanted = { attribute: attributeOf(name.replace(OPTIONS, '')), range: rangeOf(name) }
      return [`${wanted.attribute.name};${wanted.range?.from ?? ''}`, wanted]
    }),
  ).values(),
]

/** An attribute with more values than one answer holds is sent empty, and its first part beside it. */
function partsOf(
  { attribute: { name }, range }: Wanted,
  { values, total }: ReturnType<typeof readPart>,
): readonly ResponseAttribute[] {
  if (values.length === 0) return []
  if (range !== undefined) return [{ type: partName(name, range, total), values }]
  if (values.length === total) return [{ type: name, values }]
  return [
    { type: name, values: [] },
    { type: partName(name, WHOLE, total), values },
  ]
}

export interface Projected {
  readonly attributes: readonly string[]
  readonly typesOnly: boolean
  /** Which parts of security descriptors are wanted (SD flags). */
  readonly descriptorParts: number
  readonly names: Names
}

/** Which attributes of an entry a search answers with; those without values are left out. */
export function compileProjection(
  domain: Domain,
  { attributes: requested, typesOnly, descriptorParts, names }: Projected,
): Project {
  const byName = requested.filter((name) => name !== ALL)
  const all = requested.length === 0 || byName.length < requested.length
  const named = wantedOnce(byName)
  const isNamed = (attribute: Attribute) => named.some((wanted) => wanted.attribute === attribute)

  const wantedOf = (entry: Entry): readonly Wanted[] => {
    if (!all) return named
    const own = readableNames(entry)
      .map(attributeOf)
      .filter((attribute) => !BY_NAME.includes(attribute.kept) && !isNamed(attribute))
      .map((attribute) => ({ attribute, range: undefined }))
    return [...own, ...named]
  }

  const read = (entry: Entry, { attribute, range = WHOLE }: Wanted) =>
    attribute.kept === 'descriptor'
      ? { values: [readDescriptor(domain, entry, descriptorParts)], total: 1 }
      : readPart(domain, entry, attribute, range.from, range.to + 1)

  return (entry) => {
    const attributes: ResponseAttribute[] = []
    for (const wanted of wantedOf(entry)) {
      for (const { type, values } of partsOf(wanted, read(entry, wanted))) {
        const { syntax } = wanted.attribute
        const written = syntax === 'dn' ? values.map((value) => names.value(value)) : values
        attributes.push({ type, values: typesOnly ? [] : written })
      }
    }
    return attributes
  }
}
