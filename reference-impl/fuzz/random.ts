/** Seeded: the same seed gives the same bytes, so that a finding can be shown again. */
export interface Random {
  /** A whole number from 0 up to, and not, `limit`. */
  below(limit: number): number
  bytes(size: number): Buffer
  pick<T>(items: readonly T[]): T
}

const GOLDEN = 0x9e_37_79_b9

/** Mulberry32 over the seed and what the numbers are for; each input has a stream of its own. */
export function createRandom(seed: number, stream: number): Random {
  let state = (Math.imul(seed ^ 0x5b_d1_e9_95, GOLDEN) ^ Math.imul(stream + 1, 0x85_eb_ca_6b)) | 0
  const next = () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (limit: number) => next() % limit
  return {
    below,
    bytes(size) {
      const made = Buffer.allocUnsafe(size)
      for (let at = 0; at < size; at++) made[at] = next()
      return made
    },
    pick(items) {
      const item = items[below(items.length)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
  }
}
