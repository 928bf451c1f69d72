import { createCipheriv, constants, type KeyObject, publicEncrypt } from 'node:crypto'
import { type PackageKeys, sealPackage } from '../../protocol/envelope.ts'
import { sizeOf } from '../../protocol/layout.ts'
import {
  HEADER,
  LONG_SECRET_KEY,
  NONCE_BYTES,
  REQUEST_BODY,
  REQUEST_HEADER,
  SHORT_SECRET,
  TAG_BYTES,
} from '../../protocol/layouts.ts'
import { PackageError, peek } from '../../protocol/message.ts'

/**
 * An input as what a holder of the keys would have sealed: between header and tag, which is ignored, stands
 * what is to be put under the keys. Without this no input gets past the first tag.
 */

/** What an RSA-2048 block holds at most, with OAEP and SHA-256. */
const MOST_WRAPPED_BYTES = 190
const LONG_FORM = 0xff
const MOST_PLAIN_BYTES = 4_096
const NOTHING = Buffer.alloc(0)
const BODY_BYTES = sizeOf(REQUEST_BODY)

export type Kind = ReturnType<typeof peek>['kind']

/** What is to be sealed: a body, and, in a request, what stands under the RSA key and what after it. */
export interface Readable {
  readonly kind: Kind
  readonly body: Buffer
  readonly wrapped: Buffer
  readonly rest: Buffer
}

const headerBytes = (kind: Kind) => sizeOf(kind === 'request' ? REQUEST_HEADER : HEADER)

/** Undefined: not the beginning of a package, and nothing that anyone would seal. */
export function readableOf(input: Buffer): Readable | undefined {
  let kind: Kind
  try {
    kind = peek(input).kind
  } catch (error) {
    if (error instanceof PackageError) return undefined
    throw error
  }
  const start = headerBytes(kind)
  const end = Math.min(input.length - TAG_BYTES, start + MOST_PLAIN_BYTES)
  const plain = input.subarray(start, end)
  if (kind !== 'request') return { kind, body: plain, wrapped: NOTHING, rest: NOTHING }
  const secrets = plain.subarray(BODY_BYTES)
  const bytes = secrets[0] === LONG_FORM ? sizeOf(LONG_SECRET_KEY) : sizeOf(SHORT_SECRET)
  return {
    kind,
    body: plain.subarray(0, BODY_BYTES),
    wrapped: secrets.subarray(0, bytes),
    rest: secrets.subarray(bytes),
  }
}

/** The long form's rest under the key that stands in its block; any other as it is. */
export function sealRest({ wrapped, rest }: Readable): Buffer {
  if (wrapped[0] !== LONG_FORM || wrapped.length !== sizeOf(LONG_SECRET_KEY)) return rest
  const options = { authTagLength: TAG_BYTES }
  const cipher = createCipheriv(
    'aes-256-gcm',
    wrapped.subarray(1),
    Buffer.alloc(NONCE_BYTES),
    options,
  )
  const sealed = cipher.update(rest)
  cipher.final()
  return Buffer.concat([sealed, cipher.getAuthTag()])
}

const wrap = (key: KeyObject, plain: Buffer) =>
  publicEncrypt(
    { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
    plain.subarray(0, MOST_WRAPPED_BYTES),
  )

/** A package under these keys; its secrets under `publicKey`. */
export function sealReadable(
  keys: PackageKeys,
  publicKey: KeyObject,
  readable: Readable,
  deadlineMs: number,
): Buffer {
  const { kind, body, wrapped } = readable
  const secrets = wrapped.length === 0 ? [] : [wrap(publicKey, wrapped), sealRest(readable)]
  return sealPackage(keys, kind, Buffer.concat([body, ...secrets]), { deadlineMs }).bytes
}
