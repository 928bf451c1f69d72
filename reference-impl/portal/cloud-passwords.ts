import { pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(pbkdf2)

/** What the product uses for the cloud copy of a hash-synchronised password (facts of PWB-MODE-2). */
const ITERATIONS = 1_000
const KEY_BYTES = 32
const SALT_BYTES = 10

interface Copy {
  readonly salt: Buffer
  readonly hash: Buffer
}

/** UTF-16 code units as they are: a lone surrogate stays distinct. */
const hashOf = (password: string, salt: Buffer) =>
  derive(Buffer.from(password, 'utf16le'), salt, ITERATIONS, KEY_BYTES, 'sha256')

/** The cloud's own passwords of one tenant, by cloud anchor: PBKDF2-HMAC-SHA256, on the thread pool. */
export function createCloudPasswords() {
  const byAnchor = new Map<string, Copy>()
  return {
    async replace(cloudAnchor: string, password: string) {
      const salt = randomBytes(SALT_BYTES)
      byAnchor.set(cloudAnchor, { salt, hash: await hashOf(password, salt) })
    },
    async matches(cloudAnchor: string, password: string): Promise<boolean> {
      const copy = byAnchor.get(cloudAnchor)
      if (copy === undefined) return false
      return timingSafeEqual(copy.hash, await hashOf(password, copy.salt))
    },
  }
}
export type CloudPasswords = ReturnType<typeof createCloudPasswords>
