import { createPublicKey, generateKeyPair, webcrypto } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const MODULUS_BITS = 2_048
/**
 * Node locks a key while it decrypts, and for a moment when a decryption is asked for: one key object
 * would let one thread work at a time, and stop the event loop meanwhile. Twice the threads that a
 * pool usually has, so that each has its next one waiting.
 */
const COPIES = 8

const generate = promisify(generateKeyPair)

/** Makes an RSA-2048 pair on the thread pool; PKCS#8 PEM. */
export async function makeKeyPair(): Promise<string> {
  const { privateKey } = await generate('rsa', {
    modulusLength: MODULUS_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return privateKey
}

/** A pair made beforehand (PKCS#8 PEM), for tenants that only send heartbeats. */
export const readKeyPair = (path: string): Promise<string> => readFile(path, 'utf8')

/** SubjectPublicKeyInfo DER, base64: as onboarding sends it. */
export const publicKeyOf = (privateKeyPem: string): string =>
  createPublicKey(privateKeyPem).export({ type: 'spki', format: 'der' }).toString('base64')

/** As the agent keeps it (PKCS#8 PEM), and as onboarding sends it (`publicKeyOf`). */
export interface KeyPair {
  readonly privateKeyPem: string
  readonly publicKey: string
}

const derOf = (pem: string) =>
  Buffer.from(pem.replaceAll(/-----[^-]+-----/g, '').replaceAll(/\s/g, ''), 'base64')

/** Uses a private key, one that nobody else is using; who comes when all are in use waits. */
export type WithPrivateKey = <T>(use: (key: webcrypto.CryptoKey) => Promise<T>) => Promise<T>

const importOne = (der: Buffer) =>
  webcrypto.subtle.importKey('pkcs8', der, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, [
    'decrypt',
  ])

/**
 * Imports the key once, and again, up to eight times, when that many uses meet: an import costs more than a
 * decryption, and most tenants never need a second. None can be read out again. Rejects when it is not a key.
 */
export async function importPrivateKey(
  privateKeyPem: string,
  importKey = importOne,
): Promise<WithPrivateKey> {
  const der = derOf(privateKeyPem)
  const free = [await importKey(der)]
  const waiting: ((key: webcrypto.CryptoKey) => void)[] = []
  let copies = 1

  const take = async () => {
    const known = free.pop()
    if (known !== undefined) return known
    if (copies < COPIES) {
      copies += 1
      return importKey(der)
    }
    return new Promise<webcrypto.CryptoKey>((resolve) => {
      waiting.push(resolve)
    })
  }
  const giveBack = (key: webcrypto.CryptoKey) => {
    const next = waiting.shift()
    if (next === undefined) free.push(key)
    else next(key)
  }

  return async (use) => {
    const key = await take()
    try {
      return await use(key)
    } finally {
      giveBack(key)
    }
  }
}
