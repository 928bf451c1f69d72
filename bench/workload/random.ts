import { createHash } from 'node:crypto'

/** Uniform in [0, 1), 53 bits. */
export type Random = () => number

/**
 * A seeded generator: sfc32 (Chris Doty-Humphrey's PractRand), started from a hash of seed and stream
 * name, so that two streams of one seed have nothing in common. The same arguments give the same
 * numbers on every machine. Not for secrets.
 */
export function createRandom(seed: number, stream: string): Random {
  const start = createHash('sha256').update(`${seed}:${stream}`).digest()
  let a = start.readUInt32LE(0)
  let b = start.readUInt32LE(4)
  let c = start.readUInt32LE(8)
  let counter = 1

  const next32 = () => {
    const result = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + result) | 0
    return result >>> 0
  }
  return () => ((next32() >>> 5) * 2 ** 26 + (next32() >>> 6)) / 2 ** 53
}

/** A whole number in [0, below). */
export const integerBelow = (random: Random, below: number) => Math.floor(random() * below)

/** The numbers 0 to count - 1 in random order (Fisher and Yates). */
export function shuffledIndices(random: Random, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index)
  for (let last = count - 1; last > 0; last--) {
    const other = integerBelow(random, last + 1)
    const kept = order[last] ?? 0
    order[last] = order[other] ?? 0
    order[other] = kept
  }
  return order
}
