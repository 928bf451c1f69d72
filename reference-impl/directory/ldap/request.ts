import { Ber, BerReader } from 'ldapts'
import { isWellFormed } from './ber-structure.ts'
import { type Filter, readFilter } from './filter.ts'
import { MalformedMessage, TAG } from './protocol.ts'
import { enter, leave, present, readBytes, readList, readText } from './reader.ts'

export interface RequestControl {
  readonly oid: string
  readonly critical: boolean
  readonly value: Buffer | undefined
}

export interface RequestAttribute {
  readonly type: string
  readonly values: readonly Buffer[]
}

const MODIFICATIONS = ['add', 'delete', 'replace'] as const
export interface RequestChange extends RequestAttribute {
  readonly operation: (typeof MODIFICATIONS)[number]
}

const SCOPES = ['base', 'one', 'sub'] as const

export interface BindRequest {
  readonly kind: 'bind'
  readonly version: number
  readonly name: string
  /** The password's UTF-8, or the name of a SASL mechanism. */
  readonly authentication: { readonly simple: Buffer } | { readonly sasl: string }
}
export interface SearchRequest {
  readonly kind: 'search'
  readonly base: string
  readonly scope: (typeof SCOPES)[number]
  /** 0: as many as the directory gives. */
  readonly sizeLimit: number
  readonly typesOnly: boolean
  readonly filter: Filter
  readonly attributes: readonly string[]
}
export interface ModifyRequest {
  readonly kind: 'modify'
  readonly dn: string
  readonly changes: readonly RequestChange[]
}
export interface AddRequest {
  readonly kind: 'add'
  readonly dn: string
  readonly attributes: readonly RequestAttribute[]
}
export interface DeleteRequest {
  readonly kind: 'delete'
  readonly dn: string
}
export interface ExtendedRequest {
  readonly kind: 'extended'
  readonly oid: string
}
/** Operations without an answer. */
export type SilentRequest = { readonly kind: 'unbind' } | { readonly kind: 'abandon' }
export interface ModifyDnRequest {
  readonly kind: 'modifyDn'
  readonly dn: string
  readonly newRdn: string
  /** The new parent; undefined: it stays where it is. */
  readonly newSuperior: string | undefined
}
export interface CompareRequest {
  readonly kind: 'compare'
  readonly dn: string
  readonly attribute: string
  readonly value: Buffer
}

export type Operation =
  | BindRequest
  | SearchRequest
  | ModifyRequest
  | AddRequest
  | DeleteRequest
  | ExtendedRequest
  | ModifyDnRequest
  | CompareRequest
  | SilentRequest

export interface LdapRequest {
  readonly id: number
  readonly operation: Operation
  readonly controls: readonly RequestControl[]
}

const oneOf = <T>(values: readonly T[], index: number | null): T => {
  const value = values[present(index)]
  if (value === undefined) throw new MalformedMessage('a number stands for nothing')
  return value
}

const readAttribute = (reader: BerReader): RequestAttribute => {
  const end = enter(reader, TAG.sequence)
  const type = readText(reader)
  const values = readList(reader, Ber.Set | Ber.Constructor, (inner) => readBytes(inner))
  leave(reader, end)
  return { type, values }
}

const readBind = (reader: BerReader): BindRequest => {
  const end = enter(reader, TAG.bind)
  const version = present(reader.readInt())
  const name = readText(reader)
  if (reader.peek() === 0x80) {
    const simple = readBytes(reader, 0x80)
    leave(reader, end)
    return { kind: 'bind', version, name, authentication: { simple } }
  }
  enter(reader, 0xa3)
  const sasl = readText(reader)
  reader.offset = end
  return { kind: 'bind', version, name, authentication: { sasl } }
}

const readSearch = (reader: BerReader): SearchRequest => {
  const end = enter(reader, TAG.search)
  const base = readText(reader)
  const scope = oneOf(SCOPES, reader.readEnumeration())
  present(reader.readEnumeration())
  const sizeLimit = present(reader.readInt())
  present(reader.readInt())
  const typesOnly = present(reader.readBoolean())
  const filter = readFilter(reader)
  const attributes = readList(reader, TAG.sequence, (inner) => readText(inner))
  leave(reader, end)
  return { kind: 'search', base, scope, sizeLimit, typesOnly, filter, attributes }
}

const readChange = (reader: BerReader): RequestChange => {
  const end = enter(reader, TAG.sequence)
  const operation = oneOf(MODIFICATIONS, reader.readEnumeration())
  const attribute = readAttribute(reader)
  leave(reader, end)
  return { operation, ...attribute }
}

const readModify = (reader: BerReader): ModifyRequest => {
  const end = enter(reader, TAG.modify)
  const dn = readText(reader)
  const changes = readList(reader, TAG.sequence, readChange)
  leave(reader, end)
  return { kind: 'modify', dn, changes }
}

const readAdd = (reader: BerReader): AddRequest => {
  const end = enter(reader, TAG.add)
  const dn = readText(reader)
  const attributes = readList(reader, TAG.sequence, readAttribute)
  leave(reader, end)
  return { kind: 'add', dn, attributes }
}

/** The old name always goes, as in Active Directory, whatever is asked. */
const readModifyDn = (reader: BerReader): ModifyDnRequest => {
  const end = enter(reader, TAG.modifyDn)
  const dn = readText(reader)
  const newRdn = readText(reader)
  present(reader.readBoolean())
  const newSuperior = reader.offset < end ? readText(reader, 0x80) : undefined
  leave(reader, end)
  return { kind: 'modifyDn', dn, newRdn, newSuperior }
}

const readCompare = (reader: BerReader): CompareRequest => {
  const end = enter(reader, TAG.compare)
  const dn = readText(reader)
  const assertionEnd = enter(reader, TAG.sequence)
  const attribute = readText(reader)
  const value = readBytes(reader)
  leave(reader, assertionEnd)
  leave(reader, end)
  return { kind: 'compare', dn, attribute, value }
}

const readExtended = (reader: BerReader): ExtendedRequest => {
  const end = enter(reader, TAG.extended)
  const oid = readText(reader, 0x80)
  reader.offset = end
  return { kind: 'extended', oid }
}

/** Reads nothing of what follows the tag. */
const skipAs =
  <T extends Operation>(operation: T) =>
  (reader: BerReader): T => {
    present(reader.readSequence())
    reader.offset += reader.length
    return operation
  }

const OPERATIONS: Readonly<Record<number, (reader: BerReader) => Operation>> = {
  [TAG.bind]: readBind,
  [TAG.unbind]: skipAs<SilentRequest>({ kind: 'unbind' }),
  [TAG.search]: readSearch,
  [TAG.modify]: readModify,
  [TAG.add]: readAdd,
  [TAG.delete]: (reader) => ({ kind: 'delete', dn: readText(reader, TAG.delete) }),
  [TAG.modifyDn]: readModifyDn,
  [TAG.compare]: readCompare,
  [TAG.abandon]: skipAs({ kind: 'abandon' }),
  [TAG.extended]: readExtended,
}

const readControl = (reader: BerReader): RequestControl => {
  const end = enter(reader, TAG.sequence)
  const oid = readText(reader)
  const critical =
    reader.offset < end && reader.peek() === Ber.Boolean && present(reader.readBoolean())
  const value = reader.offset < end ? readBytes(reader) : undefined
  leave(reader, end)
  return { oid, critical, value }
}

/** Reads one whole message. Throws MalformedMessage (or the reader's own error) for anything else. */
export function decodeRequest(bytes: Buffer): LdapRequest {
  if (!isWellFormed(bytes)) throw new MalformedMessage('the lengths do not add up')
  const reader = new BerReader(bytes)
  const end = enter(reader, TAG.sequence)
  const id = present(reader.readInt())
  const read = OPERATIONS[present(reader.peek())]
  if (read === undefined) throw new MalformedMessage('no operation that LDAP knows')
  const operation = read(reader)
  const controls = reader.offset < end ? readList(reader, TAG.controls, readControl) : []
  leave(reader, end)
  return { id, operation, controls }
}
