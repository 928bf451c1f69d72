import { expect, it } from 'vitest'
import { isReferenceGreen } from './prove-reference.ts'
import type { Deviations, Ran } from './run-under.ts'
import { idsOf } from './suite-parts.ts'
import { resultOf } from './testing.ts'

/** Runs that end with these codes, one after the other, with every requirement or all but one. */
function runs(codes: readonly number[], missing = 0) {
  const said: string[] = []
  const left = codes.values()
  const run = (_: Deviations, ids: readonly string[]): Promise<Ran> =>
    Promise.resolve({
      exitCode: left.next().value ?? 5,
      requirements: ids.slice(missing).map((id) => resultOf(id, false)),
      reason: 'a role died',
      durationMs: 1_000,
      firings: () => 0,
    })
  const { signal } = new AbortController()
  return { said, proving: { jobs: 1, run, signal, say: (line: string) => void said.push(line) } }
}

it('a green reference is judged once', async () => {
  const { said, proving } = runs([0])
  expect(await isReferenceGreen(proving, 'working')).toBe(true)
  expect(said).toHaveLength(1)
})

it('one that is not is judged once more, and believed then', async () => {
  const { said, proving } = runs([1, 0])
  expect(await isReferenceGreen(proving, 'working')).toBe(true)
  expect(said[0]).toContain('NOT GREEN, exit 1 (a role died)')
  const never = runs([1, 1, 0])
  expect(await isReferenceGreen(never.proving, 'working')).toBe(false)
})

it('what waits is judged one system after the other', async () => {
  const asked: unknown[] = []
  const { proving } = runs([0])
  const run: typeof proving.run = (deviations, ids) => {
    asked.push(deviations, ids)
    return proving.run(deviations, ids)
  }
  expect(await isReferenceGreen({ ...proving, run }, 'waiting')).toBe(true)
  expect(asked).toEqual([{ oneByOne: true, fresh: false }, idsOf('waiting')])
})

it('one that leaves a requirement out is not green, whatever it says', async () => {
  const { said, proving } = runs([0, 0], 1)
  expect(await isReferenceGreen(proving, 'working')).toBe(false)
  expect(said[1]).toBe('  without a verdict: PWB-OPS-1')
})
