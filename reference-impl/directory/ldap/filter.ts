import type { BerReader } from 'ldapts'
import { MalformedMessage } from './protocol.ts'
import { enter, leave, present, readBytes, readText } from './reader.ts'

/**
 * A search filter (RFC 4511, 4.5.1.7). Values are bytes: an objectGUID is no text. Decoded here and not
 * by ldapts, whose parser makes strings of them and takes the name of a presence filter from the start
 * of the message.
 */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | {
      readonly kind: 'equal' | 'atLeast' | 'atMost'
      readonly attribute: string
      readonly value: Buffer
    }
  | { readonly kind: 'present'; readonly attribute: string }
  | ({ readonly kind: 'substrings'; readonly attribute: string } & Substrings)
  | {
      readonly kind: 'extensible'
      readonly rule: string
      readonly attribute: string
      readonly value: Buffer
    }

export interface Substrings {
  readonly initial?: Buffer
  readonly any: readonly Buffer[]
  readonly final?: Buffer
}

const SEQUENCE = 0x30

const readSet = (reader: BerReader, tag: number): Filter[] => {
  const end = enter(reader, tag)
  const filters: Filter[] = []
  while (reader.offset < end) filters.push(readFilter(reader))
  leave(reader, end)
  return filters
}

const assertion =
  (kind: 'equal' | 'atLeast' | 'atMost') =>
  (reader: BerReader, tag: number): Filter => {
    const end = enter(reader, tag)
    const attribute = readText(reader)
    const value = readBytes(reader)
    leave(reader, end)
    return { kind, attribute, value }
  }

const readSubstrings = (reader: BerReader, tag: number): Filter => {
  const end = enter(reader, tag)
  const attribute = readText(reader)
  const listEnd = enter(reader, SEQUENCE)
  let parts: Substrings = { any: [] }
  while (reader.offset < listEnd) {
    const part = present(reader.peek())
    const value = readBytes(reader, part)
    if (part === 0x80) parts = { ...parts, initial: value }
    else if (part === 0x81) parts = { ...parts, any: [...parts.any, value] }
    else if (part === 0x82) parts = { ...parts, final: value }
    else throw new MalformedMessage('no part of a substring filter')
  }
  leave(reader, end)
  return { kind: 'substrings', attribute, ...parts }
}

const readExtensible = (reader: BerReader, tag: number): Filter => {
  const end = enter(reader, tag)
  const parts = new Map<number, Buffer>()
  while (reader.offset < end) {
    const part = present(reader.peek())
    parts.set(part, readBytes(reader, part))
  }
  leave(reader, end)
  const text = (part: number) => parts.get(part)?.toString('utf8') ?? ''
  return {
    kind: 'extensible',
    rule: text(0x81),
    attribute: text(0x82),
    value: parts.get(0x83) ?? Buffer.alloc(0),
  }
}

const READERS: Readonly<Record<number, (reader: BerReader, tag: number) => Filter>> = {
  0xa0: (reader, tag) => ({ kind: 'and', filters: readSet(reader, tag) }),
  0xa1: (reader, tag) => ({ kind: 'or', filters: readSet(reader, tag) }),
  0xa2(reader, tag) {
    const end = enter(reader, tag)
    const filter = readFilter(reader)
    leave(reader, end)
    return { kind: 'not', filter }
  },
  0xa3: assertion('equal'),
  0xa4: readSubstrings,
  0xa5: assertion('atLeast'),
  0xa6: assertion('atMost'),
  0x87: (reader, tag) => ({ kind: 'present', attribute: readText(reader, tag) }),
  // An approximate match is, as in Active Directory, an equality.
  0xa8: assertion('equal'),
  0xa9: readExtensible,
}

export function readFilter(reader: BerReader): Filter {
  const tag = present(reader.peek())
  const read = READERS[tag]
  if (read === undefined) throw new MalformedMessage('no filter that LDAP knows')
  return read(reader, tag)
}
