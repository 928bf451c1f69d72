import { createPublicKey, generateKeyPair, webcrypto } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const MODULUS_BITS = 2_048
/**
 * Node locks a key while it is used: one key object would let one thread of the pool decrypt at a
 * time. As many as the pool has threads, by default.
 */
const COPIES = 4

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

const derOf = (pem: string) =>
  Buffer.from(pem.replaceAll(/-----[^-]+-----/g, '').replaceAll(/\s/g, ''), 'base64')

/** Hands out equal keys in turn, none of which can be read out again. */
export async function importPrivateKeys(privateKeyPem: string): Promise<() => webcrypto.CryptoKey> {
  const importOne = () =>
    webcrypto.subtle.importKey(
      'pkcs8',
      derOf(privateKeyPem),
      { name: 'RSA-OAEP', hash: 'SHA-256' },
      false,
      ['decrypt'],
    )
  const first = await importOne()
  const keys = [first, ...(await Promise.all(Array.from({ length: COPIES - 1 }, importOne)))]
  let next = 0
  return () => keys[next++ % keys.length] ?? first
}
