import { expect, it } from 'vitest'
import { proveApart, proveTogether } from './prove-variants.ts'
import { openRoom } from './room.ts'
import type { Deviations, Ran } from './run-under.ts'
import { resultOf } from './testing.ts'

const ids = ['PWB-X-1', 'PWB-X-2']
const planned = [
  { variant: 'a', ids },
  { variant: 'b', ids: ['PWB-X-2'] },
  { variant: 'c', ids: ['PWB-X-1'] },
]

/** Proves over runs in which this variant makes PWB-X-1 fail, `times` at most, and `quiet` never fires. */
async function prove(guilty?: string, quiet?: string, times = Infinity) {
  let left = times
  const runs: string[] = []
  let running = 0
  let mostRunning = 0
  const run = async (
    { variant = [], fresh = false }: Deviations,
    asked: readonly string[],
  ): Promise<Ran> => {
    runs.push([variant.join(), ...(fresh ? ['fresh', ...asked] : [])].join(' '))
    running += 1
    mostRunning = Math.max(mostRunning, running)
    await new Promise((then) => setTimeout(then, 5))
    running -= 1
    const isDue = variant.some((name) => name === guilty) && left-- > 0
    const isRed = (id: string) => id === 'PWB-X-1' && isDue
    const requirements = asked.map((id) => resultOf(id, isRed(id)))
    return {
      exitCode: requirements.some(({ verdict }) => verdict === 'fail') ? 1 : 0,
      requirements,
      durationMs: 1,
      firings: (name) => (variant.includes(name) && name !== quiet ? 1 : 0),
    }
  }
  const said: string[] = []
  const { signal } = new AbortController()
  const say = (line: string) => void said.push(line)
  // More jobs than there is room for.
  const room = openRoom({ least: 1, idleShare: () => new Promise<number>(() => undefined) })
  const proving = { jobs: 3, room, run, signal, say }
  const together = await proveTogether(planned, proving)
  const verdicts = [...together, ...(await proveApart(planned, together, proving))]
  const fates = Object.fromEntries(verdicts.map(({ variant, fate }) => [variant, fate]))
  return { fates, runs, said, mostRunning }
}

it('needs one run where everything is green', async () => {
  const { fates, runs, said } = await prove()
  expect(fates).toEqual({ a: 'green', b: 'green', c: 'green' })
  expect(runs).toEqual(['a,b,c'])
  expect(said).toHaveLength(3)
})

it('tells the one that misleads from those that ran beside it', async () => {
  const { fates, runs, mostRunning } = await prove('c')
  expect(fates).toEqual({ a: 'green', b: 'green', c: 'misjudged' })
  expect(runs).toEqual(['a,b,c', 'a,b,c fresh PWB-X-1', 'a', 'c'])
  expect(mostRunning).toBe(1)
})

it('judges once more what other runs may have kept from passing, and says so', async () => {
  const { fates, runs, said } = await prove('c', undefined, 1)
  expect(fates).toEqual({ a: 'green', b: 'green', c: 'green' })
  expect(runs).toEqual(['a,b,c', 'a,b,c fresh PWB-X-1'])
  expect(said[0]).toContain('exit 1; PWB-X-1 fail: wrong, found; these once more')
})

it('tells the one that never fired', async () => {
  const { fates } = await prove(undefined, 'b')
  expect(fates).toEqual({ a: 'green', b: 'dead', c: 'green' })
})
