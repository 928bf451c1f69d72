import { Ber, BerWriter } from 'ldapts'
import { type Answered, CODE, RESPONSE_TAG, TAG } from './protocol.ts'

/** The end of an operation, as LDAP says it. `text` is the diagnostic message. */
export interface Result {
  readonly code: number
  readonly text: string
  readonly matchedDn?: string
  readonly referral?: string
  readonly controls?: readonly ResponseControl[]
  /** The name and the value of an extended response. */
  readonly name?: string
  readonly value?: string
}

export interface ResponseControl {
  readonly oid: string
  readonly value: Buffer
}

/** Bytes or text; text is sent as UTF-8. */
export type Value = string | Buffer

export interface ResponseAttribute {
  readonly type: string
  readonly values: readonly Value[]
}

const REFERRAL = 0xa3
const EXTENDED_NAME = 0x8a
const EXTENDED_VALUE = 0x8b
const NOTICE_OF_DISCONNECTION = '1.3.6.1.4.1.1466.20036'
const HEADER_BYTES = 12
const ENVELOPE_BYTES = 128
/** What entries are written into, one after the other; a buffer for each would cost more than its bytes. */
const SLAB_BYTES = 64 * 1024
let slab = new BerWriter({ size: SLAB_BYTES })
let slabLeft = SLAB_BYTES

const sizeOf = (value: Value) =>
  HEADER_BYTES + (typeof value === 'string' ? 3 * value.length : value.length)

const writeValue = (writer: BerWriter, value: Value) => {
  if (typeof value === 'string') writer.writeString(value)
  else writer.writeBuffer(value, Ber.OctetString)
}

function writeControls(writer: BerWriter, controls: readonly ResponseControl[]) {
  if (controls.length === 0) return
  writer.startSequence(TAG.controls)
  for (const { oid, value } of controls) {
    writer.startSequence()
    writer.writeString(oid)
    writer.writeBuffer(value, Ber.OctetString)
    writer.endSequence()
  }
  writer.endSequence()
}

function writeOutcome(writer: BerWriter, { code, text, matchedDn = '', referral }: Result) {
  writer.writeEnumeration(code)
  writer.writeString(matchedDn)
  writer.writeString(text)
  if (referral === undefined) return
  writer.startSequence(REFERRAL)
  writer.writeString(referral)
  writer.endSequence()
}

export function encodeResult(id: number, kind: Answered, result: Result): Buffer {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(id)
  writer.startSequence(RESPONSE_TAG[kind])
  writeOutcome(writer, result)
  if (result.name !== undefined) writer.writeString(result.name, EXTENDED_NAME)
  if (result.value !== undefined) writer.writeString(result.value, EXTENDED_VALUE)
  writer.endSequence()
  writeControls(writer, result.controls ?? [])
  writer.endSequence()
  return writer.buffer
}

function writeEntry(
  writer: BerWriter,
  id: number,
  dn: string,
  attributes: readonly ResponseAttribute[],
): Buffer {
  const from = writer.buffer.length
  writer.startSequence()
  writer.writeInt(id)
  writer.startSequence(TAG.searchEntry)
  writer.writeString(dn)
  writer.startSequence()
  for (const { type, values } of attributes) {
    writer.startSequence()
    writer.writeString(type)
    writer.startSequence(Ber.Set | Ber.Constructor)
    for (const value of values) writeValue(writer, value)
    writer.endSequence()
    writer.endSequence()
  }
  writer.endSequence()
  writer.endSequence()
  writer.endSequence()
  return writer.buffer.subarray(from)
}

/** One entry of a search. */
export function encodeEntry(
  id: number,
  dn: string,
  attributes: readonly ResponseAttribute[],
): Buffer {
  let size = ENVELOPE_BYTES + sizeOf(dn)
  for (const { type, values } of attributes) {
    size += 2 * HEADER_BYTES + type.length
    for (const value of values) size += sizeOf(value)
  }
  // Room for all of it beforehand: ldapts' writer grows by a byte too few, and what it held before would move. What is too
  // large to be written throws, and is larger than what others share.
  if (size > SLAB_BYTES) return writeEntry(new BerWriter({ size }), id, dn, attributes)
  if (size > slabLeft) {
    slab = new BerWriter({ size: SLAB_BYTES })
    slabLeft = SLAB_BYTES
  }
  const bytes = writeEntry(slab, id, dn, attributes)
  slabLeft -= bytes.length
  return bytes
}

/** Where a search goes on (RFC 4511, 4.5.3). */
export function encodeReference(id: number, url: string): Buffer {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(id)
  writer.startSequence(TAG.searchReference)
  writer.writeString(url)
  writer.endSequence()
  writer.endSequence()
  return writer.buffer
}

/** What a client hears before its connection ends (RFC 4511, 4.4.1). */
export function encodeDisconnection(text: string): Buffer {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(0)
  writer.startSequence(RESPONSE_TAG.extended)
  writeOutcome(writer, { code: CODE.protocolError, text })
  writer.writeString(NOTICE_OF_DISCONNECTION, EXTENDED_NAME)
  writer.endSequence()
  writer.endSequence()
  return writer.buffer
}
