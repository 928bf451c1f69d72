import { isUtf8 } from 'node:buffer'
import { Ber, type BerReader } from 'ldapts'
import { MalformedMessage } from './protocol.ts'

/** What ldapts' reader answers with null is, in a whole message, malformed. */
export function present<T>(value: T | null): T {
  if (value === null) throw new MalformedMessage('an element is missing')
  return value
}

export const readBytes = (reader: BerReader, tag: number = Ber.OctetString): Buffer =>
  present(reader.readString(tag, true))

/** UTF-8, strictly: bytes that are not are refused, never replaced. */
export function readText(reader: BerReader, tag: number = Ber.OctetString): string {
  const bytes = readBytes(reader, tag)
  if (!isUtf8(bytes)) throw new MalformedMessage('a string is not UTF-8')
  return bytes.toString('utf8')
}

/** Enters a constructed element with this tag; answers where it ends. */
export function enter(reader: BerReader, tag: number): number {
  present(reader.readSequence(tag))
  return reader.offset + reader.length
}

export function leave(reader: BerReader, end: number): void {
  if (reader.offset !== end)
    throw new MalformedMessage('an element has another length than its parts')
}

/** Reads the elements of a SEQUENCE OF or SET OF. */
export function readList<T>(reader: BerReader, tag: number, read: (reader: BerReader) => T): T[] {
  const end = enter(reader, tag)
  const list: T[] = []
  while (reader.offset < end) list.push(read(reader))
  leave(reader, end)
  return list
}
