import { createHash, generateKeyPair, randomBytes, randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** 256 random bits, as text. */
export const newSecret = () => randomBytes(32).toString('base64url')

/** What a verifier of such a secret keeps. */
export const verifierOf = (secret: string) => createHash('sha256').update(secret).digest('hex')

// Without vowels, so that no part of a name can appear in it by chance.
const CONSONANTS = 'bcdfghjkmnpqrstvwxz'

const pick = (alphabet: string, length: number) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')

/** A password that the shipped policies accept: 24 characters, four classes, 85 random bits. */
export const newPassword = () => `A1!${pick(CONSONANTS, 21)}`

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A TOTP secret: 160 random bits in base32. */
export const newTotpSecret = () => pick(BASE32, 32)

/** An RSA-2048 pair, PKCS#8 PEM; made on the thread pool. */
export const newKeyPair = async () => {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2_048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' })
}

/** Writes a file that only this user reads. */
export const writeSecretFile = (path: string, content: unknown) =>
  writeFile(path, JSON.stringify(content), { mode: 0o600 })
