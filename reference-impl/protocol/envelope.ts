import { createCipheriv, createDecipheriv } from 'node:crypto'
import { type Field, putBytes, putNumber, sizeOf, takeBytes, takeNumber } from './layout.ts'
import {
  HEADER,
  KINDS,
  NONCE_BYTES,
  type PackageKind,
  PROTOCOL_VERSION,
  REQUEST_HEADER,
  TAG_BYTES,
} from './layouts.ts'
import { PackageError } from './package-error.ts'
import { drawBytes } from './random-pool.ts'

/** What both sides hold: AES-256-GCM under a tenant's symmetric key, named by a key id. */
export interface PackageKeys {
  readonly tenant: string
  readonly keyId: number
  /** 32 bytes. */
  readonly symmetricKey: Buffer
  /** Only under a fault that must be found: what is not authentic is taken, too. */
  readonly unverified?: boolean
}

/** `size` random bytes. */
export type RandomSource = (size: number) => Buffer

/** What anyone can read of a package. `deadlineMs` is 0 where the kind has none. */
export interface VisibleHeader {
  readonly kind: PackageKind
  readonly keyId: number
  /** The nonce, base64url. */
  readonly id: string
  readonly deadlineMs: number
}

interface HeaderLayout {
  readonly version: Field
  readonly kind: Field
  readonly keyId: Field
  readonly nonce: Field
  readonly deadlineMs?: Field
}

const ALGORITHM = 'aes-256-gcm'

const layoutOf = (kind: PackageKind): HeaderLayout => (kind === 'request' ? REQUEST_HEADER : HEADER)
const HEADER_BYTES: Readonly<Record<PackageKind, number>> = {
  request: sizeOf(REQUEST_HEADER),
  result: sizeOf(HEADER),
  heartbeat: sizeOf(HEADER),
}

const kindByNumber = new Map<number, PackageKind>([
  [KINDS.request, 'request'],
  [KINDS.result, 'result'],
  [KINDS.heartbeat, 'heartbeat'],
])

/** The header, all of it, and then the tenant's name (ASCII): bound, not sent twice. */
const additionalData = (header: Buffer, tenant: string) =>
  Buffer.concat([header, Buffer.from(tenant, 'ascii')])

function readKind(bytes: Buffer): PackageKind {
  if (bytes.length < HEADER_BYTES.result + TAG_BYTES) {
    throw new PackageError('malformed', `${bytes.length} bytes are too few`)
  }
  const version = takeNumber(bytes, HEADER.version)
  if (version !== PROTOCOL_VERSION) {
    throw new PackageError('malformed', `version ${version}; this side speaks ${PROTOCOL_VERSION}`)
  }
  const number = takeNumber(bytes, HEADER.kind)
  const kind = kindByNumber.get(number)
  if (kind === undefined) throw new PackageError('malformed', `kind ${number} is not known`)
  if (bytes.length < HEADER_BYTES[kind] + TAG_BYTES) {
    throw new PackageError('malformed', `${bytes.length} bytes are too few for a ${kind}`)
  }
  return kind
}

/** Reads the visible header without any key. Throws PackageError `malformed`. */
export function peek(bytes: Buffer): VisibleHeader {
  const kind = readKind(bytes)
  const layout = layoutOf(kind)
  return {
    kind,
    keyId: takeNumber(bytes, layout.keyId),
    id: takeBytes(bytes, layout.nonce).toString('base64url'),
    deadlineMs: layout.deadlineMs === undefined ? 0 : takeNumber(bytes, layout.deadlineMs),
  }
}

/** Header, ciphertext, tag. The nonce is drawn here: 96 random bits, never chosen by a caller. */
export function sealPackage(
  keys: PackageKeys,
  kind: PackageKind,
  plain: Buffer,
  { deadlineMs = 0, random = drawBytes }: { deadlineMs?: number; random?: RandomSource } = {},
): { id: string; bytes: Buffer } {
  const layout = layoutOf(kind)
  const header = Buffer.alloc(HEADER_BYTES[kind])
  const nonce = random(NONCE_BYTES)
  putNumber(header, layout.version, PROTOCOL_VERSION)
  putNumber(header, layout.kind, KINDS[kind])
  putNumber(header, layout.keyId, keys.keyId)
  if (layout.deadlineMs !== undefined) putNumber(header, layout.deadlineMs, deadlineMs)
  putBytes(header, layout.nonce, nonce)
  const cipher = createCipheriv(ALGORITHM, keys.symmetricKey, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(additionalData(header, keys.tenant))
  const sealed = cipher.update(plain)
  cipher.final()
  const bytes = Buffer.concat([header, sealed, cipher.getAuthTag()])
  return { id: nonce.toString('base64url'), bytes }
}

/** The plaintext of a package of this kind. Throws PackageError `malformed`, `unknown-key`, `unauthentic`. */
export function openPackage(
  keys: PackageKeys,
  kind: PackageKind,
  bytes: Buffer,
): { header: VisibleHeader; plain: Buffer } {
  const header = peek(bytes)
  if (header.kind !== kind) {
    throw new PackageError('malformed', `a ${header.kind} came where a ${kind} is due`)
  }
  if (header.keyId !== keys.keyId) {
    throw new PackageError('unknown-key', `${header.keyId}; the tenant’s is ${keys.keyId}`)
  }
  const headerEnd = HEADER_BYTES[kind]
  const tagStart = bytes.length - TAG_BYTES
  const nonce = takeBytes(bytes, layoutOf(kind).nonce)
  const decipher = createDecipheriv(ALGORITHM, keys.symmetricKey, nonce, {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(additionalData(bytes.subarray(0, headerEnd), keys.tenant))
  decipher.setAuthTag(bytes.subarray(tagStart))
  const plain = decipher.update(bytes.subarray(headerEnd, tagStart))
  try {
    if (keys.unverified !== true) decipher.final()
  } catch {
    throw new PackageError('unauthentic')
  }
  return { header, plain }
}
