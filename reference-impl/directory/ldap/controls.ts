import { Ber, BerReader, BerWriter } from 'ldapts'
import { isWellFormed } from './ber-structure.ts'
import { TAG } from './protocol.ts'
import { enter, leave, present, readBytes } from './reader.ts'
import type { RequestControl } from './request.ts'
import type { ResponseControl } from './response.ts'

export const PAGED_RESULTS = '1.2.840.113556.1.4.319'
export const TREE_DELETE = '1.2.840.113556.1.4.805'
/** Which parts of security descriptors a request means. */
export const SD_FLAGS = '1.2.840.113556.1.4.801'
/** Deleted entries are found, too. */
export const SHOW_DELETED = '1.2.840.113556.1.4.417'
/** Names with GUID and SID before them. */
export const EXTENDED_DN = '1.2.840.113556.1.4.529'
/** History and minimum age on a reset too (PWB-POL-4, PWB-POL-5): the present and the deprecated name. */
export const POLICY_HINTS = ['1.2.840.113556.1.4.2239', '1.2.840.113556.1.4.2066'] as const

/** Reads a control's value; undefined when it is missing or not what `read` expects. */
function readValue<T>(control: RequestControl, read: (reader: BerReader) => T): T | undefined {
  const { value } = control
  if (value === undefined || value.length === 0 || !isWellFormed(value)) return undefined
  try {
    const reader = new BerReader(value)
    const end = enter(reader, TAG.sequence)
    const result = read(reader)
    leave(reader, end)
    return end === value.length ? result : undefined
  } catch {
    return undefined
  }
}

/** The one number that a control holds, which are its flags; undefined: malformed. */
export const readFlags = (control: RequestControl): number | undefined =>
  readValue(control, (reader) => present(reader.readInt()))

/** By the flag of the extended-name control. */
const NAME_FORMS = ['hex', 'text'] as const
/** How an extended name writes GUIDs and SIDs: the hex of their bytes, or as people read them. */
export type NameForm = (typeof NAME_FORMS)[number]

/** How names are to be extended; by bytes where nothing is said. Undefined: malformed. */
export function readNameForm(control: RequestControl): NameForm | undefined {
  if (control.value === undefined) return 'hex'
  const flag = readFlags(control)
  return flag === undefined ? undefined : NAME_FORMS[flag]
}

export interface Page {
  readonly size: number
  readonly cookie: Buffer
}

/** Page size and cookie (RFC 2696); undefined: malformed. */
export const readPage = (control: RequestControl): Page | undefined =>
  readValue(control, (reader) => ({ size: present(reader.readInt()), cookie: readBytes(reader) }))

export function pageControl(cookie: Buffer): ResponseControl {
  const writer = new BerWriter({ size: 64 })
  writer.startSequence()
  writer.writeInt(0)
  writer.writeBuffer(cookie, Ber.OctetString)
  writer.endSequence()
  return { oid: PAGED_RESULTS, value: writer.buffer }
}
