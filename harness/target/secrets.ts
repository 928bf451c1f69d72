import { createHash, randomBytes, randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'

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

/** Writes a file that only this user reads. */
export const writeSecretFile = (path: string, content: unknown) =>
  writeFile(path, JSON.stringify(content), { mode: 0o600 })
