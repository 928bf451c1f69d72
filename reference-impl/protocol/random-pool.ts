import { randomFillSync } from 'node:crypto'

const POOL_BYTES = 4_096

let pool = Buffer.alloc(0)
let given = 0

/**
 * `size` random bytes, cut from a block that is drawn at once: a draw costs more than what it draws. Each byte is given
 * out once; a block that is used up is replaced, never filled again, as what was cut from it may still be in use.
 */
export function drawBytes(size: number): Buffer {
  if (given + size > pool.length) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(Math.max(size, POOL_BYTES)))
    given = 0
  }
  const drawn = pool.subarray(given, given + size)
  given += size
  return drawn
}
