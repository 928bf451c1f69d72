import { assert, asyncProperty, constant, oneof, uint8Array, integer } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EDGES } from './edges/index.ts'
import type { FuzzEdge } from './edge.ts'
import { makeInput } from './mutators.ts'
import { createRandom } from './random.ts'
import { runInProcess } from './run-in-process.ts'

const stretch = {
  seed: 7,
  from: 0,
  inputs: 2_000,
  isOver: () => false,
  onProgress: () => undefined,
}

describe.each(Object.entries<FuzzEdge>(EDGES))('the readers of %s', (_name, edge) => {
  it('take each valid input', async () => {
    const verdicts = await Promise.all(edge.corpus.map(async (valid) => edge.decode(valid)))
    const refused = edge.corpus.filter((_valid, at) => verdicts[at] === 'refused')
    expect(refused.map((valid) => valid.toString('base64'))).toEqual([])
  })

  it('take or refuse, in their own words, whatever comes', async () => {
    const mutated = integer({ min: 0 }).map((at) => makeInput(createRandom(1, at), edge.corpus))
    const random = uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))
    await assert(
      asyncProperty(oneof(mutated, random, constant(Buffer.alloc(0))), async (bytes) => {
        expect(['accepted', 'refused']).toContain(await edge.decode(bytes))
      }),
      { numRuns: 500 },
    )
  })
})

it('a reader that throws what is no refusal is found, with the input that does it', async () => {
  const broken: FuzzEdge = {
    corpus: [Buffer.from('abcdefgh')],
    decode: (bytes) => {
      if (bytes.length === 0) throw new RangeError('nothing there')
      return 'accepted'
    },
    wires: {},
  }
  await expect(runInProcess(broken, stretch)).rejects.toMatchObject({
    inputs: [Buffer.alloc(0)],
    message: expect.stringContaining('nothing there'),
  })
})

it('the same seed and number give the same input', () => {
  const { corpus } = EDGES.ldap
  const make = (seed: number) => makeInput(createRandom(seed, 42), corpus).toString('hex')
  expect(make(1)).toBe(make(1))
  expect(make(1)).not.toBe(make(2))
})
