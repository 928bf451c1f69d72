import { constants, type KeyObject, privateDecrypt } from 'node:crypto'
import { openGcm } from './open-package.ts'
import { check, Refused } from './problem.ts'

/** Passwords as UTF-16 code units, little-endian. */
export interface Secrets {
  readonly newPassword: Buffer
  readonly currentPassword?: Buffer
}

const RSA = 256
const NO_PASSWORD = 65_535

function decrypt(key: KeyObject, block: Buffer): Buffer {
  try {
    return privateDecrypt(
      { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
      block,
    )
  } catch {
    throw new Refused('undecryptable')
  }
}

const paddedBytes = (units: number) => Math.max(1, Math.ceil((units * 2) / 128)) * 128

function openLong(key: Buffer, sealed: Buffer): Secrets {
  const opening = { key, nonce: Buffer.alloc(12), aad: Buffer.alloc(0) }
  const plain = openGcm(opening, sealed, 'undecryptable')
  check(plain.length >= 4, 'undecryptable')
  const newUnits = plain.readUInt16BE(0)
  const currentUnits = plain.readUInt16BE(2)
  const currentAt = 4 + paddedBytes(newUnits)
  const hasCurrent = currentUnits !== NO_PASSWORD
  const end = currentAt + (hasCurrent ? paddedBytes(currentUnits) : 0)
  check(plain.length === end, 'undecryptable')
  const newPassword = plain.subarray(4, 4 + newUnits * 2)
  if (!hasCurrent) return { newPassword }
  return { newPassword, currentPassword: plain.subarray(currentAt, currentAt + currentUnits * 2) }
}

/** PROTOCOL.md, section 2, “Secret block”. Throws Refused `undecryptable`. */
export function openSecret(key: KeyObject, block: Buffer): Secrets {
  const plain = decrypt(key, block.subarray(0, RSA))
  const rest = block.subarray(RSA)
  const [form = 256] = plain
  if (plain.length === 129 && form <= 64 && rest.length === 0) {
    return { newPassword: plain.subarray(1, 1 + form * 2) }
  }
  check(plain.length === 33 && form === 255, 'undecryptable')
  return openLong(plain.subarray(1), rest)
}
