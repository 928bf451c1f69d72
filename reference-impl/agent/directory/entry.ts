import type { Entry } from 'ldapts'

/** First value of an attribute as text; undefined when it has none. ldapts gives `[]` for those. */
export function textIn(entry: Entry, name: string): string | undefined {
  const value = entry[name]
  const first = Array.isArray(value) ? value[0] : value
  return first === undefined ? undefined : first.toString()
}

export function textsIn(entry: Entry, name: string): string[] {
  const value = entry[name]
  if (value === undefined) return []
  const values: readonly (string | Buffer)[] = Array.isArray(value) ? value : [value]
  return values.map((one) => one.toString())
}

/** First value as bytes, of an attribute that was asked for as a buffer. */
export function bytesIn(entry: Entry, name: string): Buffer | undefined {
  const value = entry[name]
  const first = Array.isArray(value) ? value[0] : value
  return Buffer.isBuffer(first) ? first : undefined
}
