import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto'
import type { TestKeys } from '../../contract/role-config.ts'

/**
 * Opens and seals packages with the keys that a target exposes for tests: written from the protocol's description
 * (`reference-impl/PROTOCOL.md`), sharing no code with it, so that one mistake cannot both make and hide an
 * error. Throws an Error for what it cannot open.
 */
export interface OpenedPackage {
  readonly kind: 'request' | 'result' | 'heartbeat'
  readonly keyId: number
  /** 12 bytes, hex. */
  readonly nonce: string
  /** What lay under the symmetric key. */
  readonly sealed: Buffer
}

const KINDS = ['request', 'result', 'heartbeat'] as const
/** Header bytes and where its nonce begins, by kind. */
const HEADERS = { request: [24, 12], result: [18, 6], heartbeat: [18, 6] } as const
const NONCE_BYTES = 12
const TAG_BYTES = 16
const RSA_BYTES = 256
/** Operation, flags, cloud anchor. */
const BEFORE_SECRET = 18

type Keys = TestKeys['tenants'][string]

export function openPackage(body: Buffer, tenant: string, keys: Keys): OpenedPackage {
  const kind = KINDS[body.readUInt8(1) - 1]
  if (kind === undefined) throw new Error(`a package of kind ${body.readUInt8(1)}`)
  const [headerBytes, nonceAt] = HEADERS[kind]
  const header = body.subarray(0, headerBytes)
  const nonce = header.subarray(nonceAt, nonceAt + NONCE_BYTES)
  const key = Buffer.from(keys.symmetricKey, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
  decipher.setAAD(Buffer.concat([header, Buffer.from(tenant, 'ascii')]))
  decipher.setAuthTag(body.subarray(-TAG_BYTES))
  const sealed = Buffer.concat([
    decipher.update(body.subarray(headerBytes, -TAG_BYTES)),
    decipher.final(),
  ])
  return { kind, keyId: header.readUInt32BE(2), nonce: nonce.toString('hex'), sealed }
}

/** What a request's RSA block holds, by the agent's private key; throws for anything else in its place. */
export function openSecretBlock({ sealed }: OpenedPackage, { privateKeyPem }: Keys): Buffer {
  const block = sealed.subarray(BEFORE_SECRET, BEFORE_SECRET + RSA_BYTES)
  return privateDecrypt({ key: createPrivateKey(privateKeyPem), oaepHash: 'sha256' }, block)
}

/** What a request of the harness's own asks: an administrator's reset of the account with this anchor. */
export interface ForgedReset {
  /** 16 bytes. */
  readonly cloudAnchor: Buffer
  /** At most 64 UTF-16 code units. */
  readonly password: string
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number
}

const VERSION = 1
const REQUEST = 1
const RESET_BY_ADMINISTRATOR = 2
const SHORT_FORM_BYTES = 129
const REQUEST_HEADER_BYTES = 24

/** A request as the portal would seal it under these keys. */
export function sealReset(
  { cloudAnchor, password, deadlineMs }: ForgedReset,
  tenant: string,
  keys: Keys,
): Buffer {
  const header = Buffer.alloc(REQUEST_HEADER_BYTES)
  header.writeUInt8(VERSION, 0)
  header.writeUInt8(REQUEST, 1)
  header.writeUInt32BE(keys.keyId, 2)
  header.writeUIntBE(Math.floor(deadlineMs), 6, 6)
  const nonce = randomBytes(NONCE_BYTES)
  nonce.copy(header, NONCE_BYTES)
  const short = Buffer.alloc(SHORT_FORM_BYTES)
  short.writeUInt8(password.length, 0)
  short.write(password, 1, 'utf16le')
  const publicKey = createPublicKey(createPrivateKey(keys.privateKeyPem))
  const block = publicEncrypt({ key: publicKey, oaepHash: 'sha256' }, short)
  const key = Buffer.from(keys.symmetricKey, 'base64')
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.concat([header, Buffer.from(tenant, 'ascii')]))
  const sealed = [
    cipher.update(Buffer.concat([Buffer.from([RESET_BY_ADMINISTRATOR, 0]), cloudAnchor, block])),
    cipher.final(),
  ]
  return Buffer.concat([header, ...sealed, cipher.getAuthTag()])
}
