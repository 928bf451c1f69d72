import {
  constants,
  createCipheriv,
  createDecipheriv,
  type KeyObject,
  publicEncrypt,
  webcrypto,
} from 'node:crypto'
import type { RandomSource } from './envelope.ts'
import { putBytes, putNumber, sizeOf, takeBytes, takeNumber } from './layout.ts'
import { LONG_SECRET, LONG_SECRET_KEY, NONCE_BYTES, SHORT_SECRET, TAG_BYTES } from './layouts.ts'
import { PackageError } from './package-error.ts'

/** The passwords of one operation: a reset's new one, or a change's new and current one. */
export interface Passwords {
  readonly newPassword: string
  readonly currentPassword?: string
}

const SHORT_BYTES = sizeOf(SHORT_SECRET)
const RSA_BYTES = 256
const STEP_BYTES = 128
const UNIT_BYTES = 2
const SHORT_UNITS = SHORT_SECRET.password.bytes / UNIT_BYTES
const LONG_FORM = 0xff
const NO_PASSWORD = 0xff_ff
/** Nothing that the portal takes is longer: what the directory can hold is the directory's decision. */
export const MOST_PASSWORD_UNITS = 4_096
/** The long form's key seals one thing once, so its nonce may stand still. */
const ZERO_NONCE = Buffer.alloc(NONCE_BYTES)

/** Code units, not code points: a lone surrogate must arrive as it was sent. */
const encodeUnits = (password: string) => Buffer.from(password, 'utf16le')
const decodeUnits = (bytes: Buffer) => bytes.toString('utf16le')

const paddedBytes = (units: number) =>
  Math.max(1, Math.ceil((units * UNIT_BYTES) / STEP_BYTES)) * STEP_BYTES

const wrap = (publicKey: KeyObject, plain: Buffer) =>
  publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
    plain,
  )

async function unwrap(privateKey: webcrypto.CryptoKey, block: Buffer): Promise<Buffer> {
  try {
    // On the thread pool: a private operation takes longer than everything else of a request.
    return Buffer.from(await webcrypto.subtle.decrypt({ name: 'RSA-OAEP' }, privateKey, block))
  } catch {
    throw new PackageError('undecryptable')
  }
}

function sealShort(publicKey: KeyObject, password: string): Buffer {
  const plain = Buffer.alloc(SHORT_BYTES)
  putNumber(plain, SHORT_SECRET.units, password.length)
  encodeUnits(password).copy(plain, SHORT_SECRET.password.at)
  return wrap(publicKey, plain)
}

function padded(password: string): Buffer {
  const block = Buffer.alloc(paddedBytes(password.length))
  encodeUnits(password).copy(block)
  return block
}

function sealLong(publicKey: KeyObject, passwords: Passwords, random: RandomSource): Buffer {
  const { newPassword, currentPassword } = passwords
  const key = random(LONG_SECRET_KEY.key.bytes)
  const wrapped = Buffer.alloc(sizeOf(LONG_SECRET_KEY))
  putNumber(wrapped, LONG_SECRET_KEY.form, LONG_FORM)
  putBytes(wrapped, LONG_SECRET_KEY.key, key)
  const lengths = Buffer.alloc(sizeOf(LONG_SECRET))
  putNumber(lengths, LONG_SECRET.newUnits, newPassword.length)
  putNumber(lengths, LONG_SECRET.currentUnits, currentPassword?.length ?? NO_PASSWORD)
  const cipher = createCipheriv('aes-256-gcm', key, ZERO_NONCE, { authTagLength: TAG_BYTES })
  const sealed = [lengths, padded(newPassword)].map((part) => cipher.update(part))
  if (currentPassword !== undefined) sealed.push(cipher.update(padded(currentPassword)))
  cipher.final()
  return Buffer.concat([wrap(publicKey, wrapped), ...sealed, cipher.getAuthTag()])
}

/**
 * The passwords under the tenant's RSA-2048 key (OAEP, SHA-256; PWB-SEC-1). One password of up to 64
 * UTF-16 units takes 256 bytes whatever its length (PWB-MSG-8); two, or a longer one, the long form.
 * Throws RangeError for more than 4,096 units.
 */
export function sealSecrets(
  publicKey: KeyObject,
  passwords: Passwords,
  random: RandomSource,
): Buffer {
  const { newPassword, currentPassword } = passwords
  if (Math.max(newPassword.length, currentPassword?.length ?? 0) > MOST_PASSWORD_UNITS) {
    throw new RangeError(`a password has more than ${MOST_PASSWORD_UNITS} UTF-16 units`)
  }
  return currentPassword === undefined && newPassword.length <= SHORT_UNITS
    ? sealShort(publicKey, newPassword)
    : sealLong(publicKey, passwords, random)
}

function openLong(key: Buffer, bytes: Buffer): Passwords {
  const tagStart = bytes.length - TAG_BYTES
  if (tagStart < sizeOf(LONG_SECRET)) throw new PackageError('undecryptable')
  const decipher = createDecipheriv('aes-256-gcm', key, ZERO_NONCE, { authTagLength: TAG_BYTES })
  decipher.setAuthTag(bytes.subarray(tagStart))
  const plain = decipher.update(bytes.subarray(0, tagStart))
  try {
    decipher.final()
  } catch {
    throw new PackageError('undecryptable')
  }
  let at = sizeOf(LONG_SECRET)
  const next = (units: number) => {
    const from = at
    at += paddedBytes(units)
    return decodeUnits(plain.subarray(from, from + units * UNIT_BYTES))
  }
  const newPassword = next(takeNumber(plain, LONG_SECRET.newUnits))
  const currentUnits = takeNumber(plain, LONG_SECRET.currentUnits)
  const passwords: Passwords =
    currentUnits === NO_PASSWORD
      ? { newPassword }
      : { newPassword, currentPassword: next(currentUnits) }
  if (at !== plain.length) throw new PackageError('undecryptable')
  return passwords
}

/** What stands in the RSA block, opened, and after it. Throws PackageError `undecryptable`. */
export function readSecrets(plain: Buffer, rest: Buffer): Passwords {
  const units = plain.length === 0 ? LONG_FORM : takeNumber(plain, SHORT_SECRET.units)
  if (plain.length === SHORT_BYTES && units <= SHORT_UNITS && rest.length === 0) {
    const { at } = SHORT_SECRET.password
    return { newPassword: decodeUnits(plain.subarray(at, at + units * UNIT_BYTES)) }
  }
  if (plain.length !== sizeOf(LONG_SECRET_KEY) || units !== LONG_FORM) {
    throw new PackageError('undecryptable')
  }
  return openLong(takeBytes(plain, LONG_SECRET_KEY.key), rest)
}

/** Throws PackageError `undecryptable`. */
export async function openSecrets(
  privateKey: webcrypto.CryptoKey,
  block: Buffer,
): Promise<Passwords> {
  const plain = await unwrap(privateKey, block.subarray(0, RSA_BYTES))
  return readSecrets(plain, block.subarray(RSA_BYTES))
}
