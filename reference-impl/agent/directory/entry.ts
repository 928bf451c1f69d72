import type { Entry } from 'ldapts'

type Values = Entry[string] | undefined

/** Letters' case means nothing in the name of an attribute (RFC 4512, 2.5): a directory answers in its own. */
function valuesIn(entry: Entry, name: string): Values {
  // Under the name that was asked for ldapts puts an empty list where the directory sent nothing.
  const values = entry[name]
  if (values !== undefined) return values
  const key = Object.keys(entry).find((other) => other.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : entry[key]
}

/** First value of an attribute as text; undefined when it has none. ldapts gives `[]` for those. */
export function textIn(entry: Entry, name: string): string | undefined {
  const value = valuesIn(entry, name)
  const first = Array.isArray(value) ? value[0] : value
  return first === undefined ? undefined : first.toString()
}

export function textsIn(entry: Entry, name: string): string[] {
  const value = valuesIn(entry, name)
  if (value === undefined) return []
  const values: readonly (string | Buffer)[] = Array.isArray(value) ? value : [value]
  return values.map((one) => one.toString())
}

/** First value as bytes, of an attribute that was asked for by `asBytes`. */
export function bytesIn(entry: Entry, name: string): Buffer | undefined {
  const value = valuesIn(entry, name)
  const first = Array.isArray(value) ? value[0] : value
  return Buffer.isBuffer(first) ? first : undefined
}

/** The option of a search by which ldapts leaves the bytes of these attributes alone: it compares letter by letter. */
export const asBytes = (...names: string[]): { explicitBufferAttributes: string[] } => ({
  explicitBufferAttributes: names.flatMap((name) => [name, name.toLowerCase(), name.toUpperCase()]),
})
