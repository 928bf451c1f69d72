import type { Random } from './random.ts'

type Mutator = (bytes: Buffer, random: Random, corpus: readonly Buffer[]) => Buffer

const MOST_BYTES = 8_192
/** Lengths and counts at which readers go wrong. */
const EXTREMES = [
  '00',
  '7f',
  '80',
  'ff',
  '7fff',
  '8000',
  'ffff',
  '7fffffff',
  '80000000',
  'ffffffff',
]
const EXTREME_BYTES = EXTREMES.map((hex) => Buffer.from(hex, 'hex'))
/** Overlong, cut and surrogate sequences, and a NUL. */
const BAD_TEXT = ['c080', 'e28228', 'eda080', 'f4908080', 'ff', '00'].map((hex) =>
  Buffer.from(hex, 'hex'),
)
/** Openings of a JSON list and object, of LDAP's sequence, set, and filters, of AMQP's list and described type. */
const NESTS = ['5b', '7b2261223a', '3080', '3106', 'a084', 'a282', 'c00501', '005370'].map((hex) =>
  Buffer.from(hex, 'hex'),
)

const place = (bytes: Buffer, random: Random) => random.below(bytes.length + 1)

const insert = (bytes: Buffer, at: number, more: Buffer) =>
  Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])

const repeated = (section: Buffer, times: number) =>
  section.length === 0 ? section : Buffer.alloc(section.length * times, section)

function overwrite(bytes: Buffer, at: number, value: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  value.copy(copy, at)
  return copy
}

/** What is done to a valid input. Each takes any bytes and answers new ones. */
export const MUTATORS = {
  'bit flips': (bytes, random) => {
    const copy = Buffer.from(bytes)
    for (let count = random.below(8); count >= 0 && copy.length > 0; count--) {
      const at = random.below(copy.length)
      copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8))
    }
    return copy
  },
  'a cut': (bytes, random) => bytes.subarray(0, place(bytes, random)),
  'two spliced': (bytes, random, corpus) => {
    const other = random.pick(corpus)
    return Buffer.concat([
      bytes.subarray(0, place(bytes, random)),
      other.subarray(place(other, random)),
    ])
  },
  'a length that lies': (bytes, random) =>
    overwrite(bytes, place(bytes, random), random.pick(EXTREME_BYTES)),
  'a section repeated': (bytes, random) => {
    const from = place(bytes, random)
    const section = bytes.subarray(from, from + 1 + random.below(64))
    return insert(bytes, from, repeated(section, 1 + random.below(16)))
  },
  'text that is none': (bytes, random) =>
    insert(bytes, place(bytes, random), random.pick(BAD_TEXT)),
  'nested deeply': (bytes, random) => {
    const nest = random.pick(NESTS)
    return insert(bytes, place(bytes, random), repeated(nest, 1 + random.below(400)))
  },
  'random bytes inside': (bytes, random) =>
    insert(bytes, place(bytes, random), random.bytes(random.below(32))),
} as const satisfies Record<string, Mutator>

const KINDS: readonly Mutator[] = Object.values(MUTATORS)
const ONE_IN_RANDOM = 16

/** The next input: one in sixteen purely random, the rest a valid one, changed up to four times. */
export function makeInput(random: Random, corpus: readonly Buffer[]): Buffer {
  if (random.below(ONE_IN_RANDOM) === 0) return random.bytes(random.below(256))
  let bytes = random.pick(corpus)
  for (let changes = random.below(4); changes >= 0; changes--) {
    bytes = random.pick(KINDS)(bytes, random, corpus)
  }
  return bytes.subarray(0, MOST_BYTES)
}
