import type { Domain } from '../domain.ts'
import type { Entry } from '../entries/entry.ts'
import { readableNames, readAttribute } from '../entries/readers.ts'
import { readDescriptor } from '../entries/descriptors.ts'
import { type Attribute, attributeOf } from '../entries/schema.ts'
import type { ResponseAttribute } from '../ldap/response.ts'

export type Project = (entry: Entry) => readonly ResponseAttribute[]

const ALL = '*'
/** Attributes that are read only when they are named. */
const BY_NAME: readonly Attribute['kept'][] = ['constructed', 'descriptor']
const OPTIONS = /;.*$/s

/** Which attributes of an entry a search answers with; those without values are left out. */
export function compileProjection(
  domain: Domain,
  requested: readonly string[],
  typesOnly: boolean,
  descriptorParts: number,
): Project {
  const names = requested.filter((name) => name !== ALL)
  const all = requested.length === 0 || names.length < requested.length
  const named = [...new Set(names.map((name) => attributeOf(name.replace(OPTIONS, ''))))]

  const wantedOf = (entry: Entry): readonly Attribute[] => {
    if (!all) return named
    const own = readableNames(entry).map(attributeOf)
    return [...new Set([...own.filter(({ kept }) => !BY_NAME.includes(kept)), ...named])]
  }

  const read = (entry: Entry, attribute: Attribute) =>
    attribute.kept === 'descriptor'
      ? [readDescriptor(domain, entry, descriptorParts)]
      : readAttribute(domain, entry, attribute)

  return (entry) => {
    const attributes: ResponseAttribute[] = []
    for (const attribute of wantedOf(entry)) {
      const values = read(entry, attribute)
      if (values.length > 0)
        attributes.push({ type: attribute.name, values: typesOnly ? [] : values })
    }
    return attributes
  }
}
