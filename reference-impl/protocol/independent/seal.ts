import { constants, createCipheriv, createHash, type KeyObject, publicEncrypt } from 'node:crypto'
import { headerBytes, KIND, type TenantKeys } from './open-package.ts'

/** Everything random of a package is given, so that the same package can be made again. */
export interface PackageParts {
  /** 12 bytes. */
  readonly nonce: Buffer
  readonly kind: keyof typeof KIND
  readonly plain: Buffer
  /** Requests only. */
  readonly deadlineMs?: number
}

function sealGcm(opening: { key: Buffer; nonce: Buffer; aad: Buffer }, plain: Buffer): Buffer {
  const { key, nonce, aad } = opening
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
  cipher.setAAD(aad)
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

export function sealPackage(keys: TenantKeys, parts: PackageParts): Buffer {
  const { nonce, kind, plain, deadlineMs = 0 } = parts
  const header = Buffer.alloc(headerBytes(KIND[kind]))
  header.writeUInt8(1, 0)
  header.writeUInt8(KIND[kind], 1)
  header.writeUInt32BE(keys.keyId, 2)
  if (kind === 'request') header.writeUIntBE(deadlineMs, 6, 6)
  nonce.copy(header, header.length - nonce.length)
  const aad = Buffer.concat([header, Buffer.from(keys.tenant, 'ascii')])
  return Buffer.concat([header, sealGcm({ key: keys.symmetricKey, nonce, aad }, plain)])
}

const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()

/** MGF1 with SHA-256 (RFC 8017, B.2.1). */
function mask(seed: Buffer, bytes: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, counter) => {
    const number = Buffer.alloc(4)
    number.writeUInt32BE(counter)
    return sha256(seed, number)
  })
  return Buffer.concat(blocks).subarray(0, bytes)
}

const xor = (left: Buffer, right: Buffer) => left.map((byte, at) => byte ^ (right[at] ?? 0))

/** RSAES-OAEP with SHA-256 and a given seed of 32 bytes (RFC 8017, 7.1.1), for a key of 2048 bits. */
export function encryptOaep(key: KeyObject, plain: Buffer, seed: Buffer): Buffer {
  const data = Buffer.alloc(256 - 32 - 1)
  sha256().copy(data, 0)
  data.writeUInt8(1, data.length - plain.length - 1)
  plain.copy(data, data.length - plain.length)
  const maskedData = xor(data, mask(seed, data.length))
  const maskedSeed = xor(seed, mask(Buffer.from(maskedData), seed.length))
  return publicEncrypt(
    { key, padding: constants.RSA_NO_PADDING },
    Buffer.concat([Buffer.alloc(1), maskedSeed, maskedData]),
  )
}

const padded = (password: Buffer) =>
  Buffer.concat([
    password,
    Buffer.alloc((128 - (password.length % 128)) % 128 || (password.length === 0 ? 128 : 0)),
  ])

/** The long form’s sealed plaintext; passwords in UTF-16LE. */
export function longPlain(newPassword: Buffer, currentPassword?: Buffer): Buffer {
  const lengths = Buffer.alloc(4)
  lengths.writeUInt16BE(newPassword.length / 2, 0)
  lengths.writeUInt16BE(currentPassword === undefined ? 65_535 : currentPassword.length / 2, 2)
  const passwords = [newPassword, ...(currentPassword === undefined ? [] : [currentPassword])]
  return Buffer.concat([lengths, ...passwords.map(padded)])
}

/** The plaintext of the short form’s RSA block. */
export function shortPlain(password: Buffer): Buffer {
  const plain = Buffer.alloc(129)
  plain.writeUInt8(password.length / 2, 0)
  password.copy(plain, 1)
  return plain
}

/** The plaintext of the long form’s RSA block. */
export const longKeyPlain = (key: Buffer) => Buffer.concat([Buffer.from([255]), key])

/** The long form’s second part. */
export const sealLong = (key: Buffer, plain: Buffer) =>
  sealGcm({ key, nonce: Buffer.alloc(12), aad: Buffer.alloc(0) }, plain)
