import { createDecipheriv, createPrivateKey, privateDecrypt } from 'node:crypto'
import type { TestKeys } from '../contract/role-config.ts'

/**
 * Opens packages with the keys that a target exposes for tests: written from the protocol's description
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
