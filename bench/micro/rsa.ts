import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto'
import type { HotPath } from './hot-path.ts'

const MODULUS_BITS = 2048
const MOST_OAEP_BYTES = 190
const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const

function makeKeys() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: MODULUS_BITS,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  return { private: createPrivateKey(privateKey), public: createPublicKey(publicKey) }
}

const path = (title: string, prepare: () => () => unknown): HotPath => ({
  title,
  open: async () => ({ run: prepare(), close: async () => undefined }),
})

/**
 * The bare RSA-2048 operation that a package cannot be cheaper than. The same code whatever build is
 * measured, so it is a control too: where it differs between two builds, the machine did.
 */
export const rsaPaths: ReadonlyMap<string, HotPath> = new Map([
  [
    'rsa-encrypt',
    path('RSA-2048 OAEP encryption alone', () => {
      const keys = makeKeys()
      const secret = randomBytes(MOST_OAEP_BYTES)
      return () => publicEncrypt({ key: keys.public, ...OAEP }, secret)
    }),
  ],
  [
    'rsa-decrypt',
    path('RSA-2048 OAEP decryption alone', () => {
      const keys = makeKeys()
      const sealed = publicEncrypt({ key: keys.public, ...OAEP }, randomBytes(MOST_OAEP_BYTES))
      return () => privateDecrypt({ key: keys.private, ...OAEP }, sealed)
    }),
  ],
])

/** Which bare operation a hot path contains, and is compared with. */
export const RAW_OPERATION: Readonly<Record<string, string>> = {
  'seal-request': 'rsa-encrypt',
  'open-request': 'rsa-decrypt',
}
