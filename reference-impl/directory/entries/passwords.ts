import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import { type GuidKey, guidBytes } from './guid.ts'

/** A keyed digest of one account's password, 16 Latin-1 characters (128 bits of an HMAC). */
export type PasswordDigest = string

const DIGEST_CHARS = 16

/**
 * Keyed digests in the place of passwords. The key is this process's own and the GUID is the salt, so
 * one HMAC finds a password in an account's whole history.
 */
export class PasswordDigests {
  readonly #key: KeyObject
  readonly #compared: (password: Buffer) => Buffer

  /** `compared`: what of a password decides; all of it but for a fault. */
  constructor(key: Buffer, compared: (password: Buffer) => Buffer = (password) => password) {
    this.#compared = compared
    // A key that is ready is not prepared again for each password.
    this.#key = createSecretKey(key)
  }

  /** `password` is UTF-16LE. */
  of(guid: GuidKey, password: Buffer): PasswordDigest {
    const hmac = createHmac('sha256', this.#key)
      .update(guidBytes(guid))
      .update(this.#compared(password))
    return hmac.digest().toString('latin1', 0, DIGEST_CHARS)
  }
}

/** Where a digest stands in a history, 0 the current one; -1: nowhere. Compares in constant time. */
export function positionIn(history: string, digest: PasswordDigest): number {
  const wanted = Buffer.from(digest, 'latin1')
  const kept = Buffer.from(history, 'latin1')
  let position = -1
  for (let at = kept.length - DIGEST_CHARS; at >= 0; at -= DIGEST_CHARS) {
    if (timingSafeEqual(kept.subarray(at, at + DIGEST_CHARS), wanted)) position = at / DIGEST_CHARS
  }
  return position
}

/** The history with a new current password, cut to `most` passwords. */
export const remember = (history: string, digest: PasswordDigest, most: number): string =>
  `${digest}${history}`.slice(0, DIGEST_CHARS * most)
