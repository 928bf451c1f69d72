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
  readonly mustChange: boolean
}

/** What a password that is tried turns out to be. */
type Tried = 'wrong' | 'right' | 'must-change'

/** UTF-16 code units as they are: a lone surrogate stays distinct. */
const hashOf = (password: string, salt: Buffer) =>
  derive(Buffer.from(password, 'utf16le'), salt, ITERATIONS, KEY_BYTES, 'sha256')

/** The cloud's own passwords of one tenant, by cloud anchor: PBKDF2-HMAC-SHA256, on the thread pool. */
export function createCloudPasswords(isWritable: () => boolean, hash = hashOf) {
  const byAnchor = new Map<string, Copy>()
  /** What could not be written: the hash only, so that it can follow later. */
  const waiting = new Map<string, Copy>()
  /** What is being hashed, the newest of each account: hashes are not ready in the order of their passwords. */
  const newest = new Map<string, Buffer>()
  return {
    isWritable,
    /** False: the copy cannot be written now; it follows when `catchUp` finds that it can. */
    async replace(cloudAnchor: string, password: string, mustChange = false): Promise<boolean> {
      const salt = randomBytes(SALT_BYTES)
      newest.set(cloudAnchor, salt)
      const copy = { salt, hash: await hash(password, salt), mustChange }
      const writable = isWritable()
      if (newest.get(cloudAnchor) !== salt) return writable
      newest.delete(cloudAnchor)
      if (writable) waiting.delete(cloudAnchor)
      const into = writable ? byAnchor : waiting
      into.set(cloudAnchor, copy)
      return writable
    },
    async try(cloudAnchor: string, password: string): Promise<Tried> {
      const copy = byAnchor.get(cloudAnchor)
      if (copy === undefined) return 'wrong'
      const right = timingSafeEqual(copy.hash, await hash(password, copy.salt))
      if (!right) return 'wrong'
      return copy.mustChange ? 'must-change' : 'right'
    },
    /** Writes what waited, if that is possible again. */
    catchUp() {
      if (!isWritable()) return
      for (const [cloudAnchor, copy] of waiting) byAnchor.set(cloudAnchor, copy)
      waiting.clear()
    },
  }
}
export type CloudPasswords = ReturnType<typeof createCloudPasswords>
