import { createDecipheriv } from 'node:crypto'
import { check, Refused } from './problem.ts'

/** What both sides hold of a tenant; the key has 32 bytes. */
export interface TenantKeys {
  readonly tenant: string
  readonly keyId: number
  readonly symmetricKey: Buffer
}

export const KIND = { request: 1, result: 2, heartbeat: 3 } as const
type Kind = keyof typeof KIND

const VERSION = 1
const TAG = 16
const NONCE = 12
export const headerBytes = (kind: number) => (kind === KIND.request ? 24 : 18)

/** Opens AES-256-GCM with the tag at the end; throws Refused of this problem. */
export function openGcm(
  { key, nonce, aad }: { key: Buffer; nonce: Buffer; aad: Buffer },
  sealed: Buffer,
  problem: 'unauthentic' | 'undecryptable',
): Buffer {
  check(sealed.length >= TAG, problem)
  const end = sealed.length - TAG
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
  decipher.setAAD(aad)
  decipher.setAuthTag(sealed.subarray(end))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()])
  } catch {
    throw new Refused(problem)
  }
}

/** The checks in the order of PROTOCOL.md, then the sealed part's plaintext. Throws Refused. */
export function openSealed(keys: TenantKeys, due: Kind, bytes: Buffer) {
  check(bytes.length >= 18 + TAG)
  check(bytes.readUInt8(0) === VERSION)
  const kind = bytes.readUInt8(1)
  check(kind >= 1 && kind <= 3)
  const start = headerBytes(kind)
  check(bytes.length >= start + TAG)
  check(kind === KIND[due])
  check(bytes.readUInt32BE(2) === keys.keyId, 'unknown-key')
  const header = bytes.subarray(0, start)
  const nonce = header.subarray(start - NONCE)
  const aad = Buffer.concat([header, Buffer.from(keys.tenant, 'ascii')])
  const opening = { key: keys.symmetricKey, nonce, aad }
  const plain = openGcm(opening, bytes.subarray(start), 'unauthentic')
  return { id: nonce.toString('base64url'), header, plain }
}
