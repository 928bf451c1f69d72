import { createPublicKey, type KeyObject, randomBytes, webcrypto } from 'node:crypto'
import type { OpeningKeys, RequestBody, SealingKeys } from '../protocol/request.ts'

const MODULUS_BITS = 2048
const MINUTE_MS = 60_000

/** A tenant's keys, both sides, made for this process only. */
export async function makeKeys(): Promise<{ sealing: SealingKeys; opening: OpeningKeys }> {
  const pair = await webcrypto.subtle.generateKey(
    {
      name: 'RSA-OAEP',
      modulusLength: MODULUS_BITS,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: 'SHA-256',
    },
    true,
    ['encrypt', 'decrypt'],
  )
  const spki = Buffer.from(await webcrypto.subtle.exportKey('spki', pair.publicKey))
  const publicKey: KeyObject = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  const shared = { tenant: 'hot-paths', keyId: 1, symmetricKey: randomBytes(32) }
  return {
    sealing: { ...shared, publicKey },
    opening: { ...shared, privateKey: pair.privateKey },
  }
}

/** A reset as most are: one password, in the short form. */
export const usualReset = (): RequestBody => ({
  operation: 'user-reset',
  mustChangeAtNextLogon: false,
  cloudAnchor: randomBytes(16),
  deadlineMs: Date.now() + MINUTE_MS,
  newPassword: `Aa1-${randomBytes(9).toString('base64url')}`,
})
