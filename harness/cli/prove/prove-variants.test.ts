import { expect, it } from 'vitest'
import { proveApart, proveTogether } from './prove-variants.ts'
import { openRoom } from './room.ts'
import type { Deviations, Ran } from './run-under.ts'
import { resultOf } from './testing.ts'

const ids = ['PWB-X-1', 'PWB-X-2']
const PLANNED = [
  { variant: 'a', ids },
  { variant: 'b', ids: ['PWB-X-2'] },
  { variant: 'c', ids: ['PWB-X-1'] },
]

/** Proves over runs in which this variant makes one requirement fail, `times` at most, `quiet` never fires, and
 * `patient` only in what waits. */
async function prove({
  planned = PLANNED,
  guilty,
  quiet,
  patient,
  times = Infinity,
  red = 'PWB-X-1',
}: Readonly<{
  planned?: typeof PLANNED
  guilty?: string
  quiet?: string
  patient?: string
  times?: number
  red?: string
}> = {}) {
  let left = times
  const runs: string[] = []
  let running = 0
  let mostRunning = 0
  const run = async (
    { variant = [], oneByOne = false, fresh = false }: Deviations,
    asked: readonly string[],
  ): Promise<Ran> => {
    runs.push(
      [
        variant.join(),
        ...(oneByOne ? ['one by one'] : []),
        ...(fresh ? ['fresh', ...asked] : []),
      ].join(' '),
    )
    running += 1
    mostRunning = Math.max(mostRunning, running)
    await new Promise((then) => setTimeout(then, 5))
    running -= 1
    const isDue = variant.some((name) => name === guilty) && left-- > 0
    const isRed = (id: string) => id === red && isDue
    const requirements = asked.map((id) => resultOf(id, isRed(id)))
    return {
      exitCode: requirements.some(({ verdict }) => verdict === 'fail') ? 1 : 0,
      requirements,
      durationMs: 1,
      firings: (name) =>
        variant.includes(name) && name !== quiet && (name !== patient || oneByOne) ? 1 : 0,
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
  const { fates, runs, mostRunning } = await prove({ guilty: 'c' })
  expect(fates).toEqual({ a: 'green', b: 'green', c: 'misjudged' })
  expect(runs).toEqual(['a,b,c', 'a,b,c fresh PWB-X-1', 'a', 'c'])
  expect(mostRunning).toBe(1)
})

it('judges once more what other runs may have kept from passing, and says so', async () => {
  const { fates, runs, said } = await prove({ guilty: 'c', times: 1 })
  expect(fates).toEqual({ a: 'green', b: 'green', c: 'green' })
  expect(runs).toEqual(['a,b,c', 'a,b,c fresh PWB-X-1'])
  expect(said[0]).toContain('exit 1; PWB-X-1 fail: wrong, found; these once more')
})

it('judges what waits in a run of its own, and holds each variant to both', async () => {
  const slow = [...PLANNED, { variant: 'd', ids: ['PWB-BW-1'] }]
  const { fates, runs } = await prove({ planned: slow, patient: 'd' })
  expect(fates).toEqual({ a: 'green', b: 'green', c: 'green', d: 'green' })
  expect(runs).toEqual(['a,b,c,d', 'a,b,c,d one by one'])
  const wrong = await prove({ planned: slow, guilty: 'd', red: 'PWB-BW-1' })
  expect(wrong.fates).toEqual({ a: 'green', b: 'green', c: 'green', d: 'misjudged' })
  expect(wrong.runs.slice(2)).toEqual(['a,b,c,d fresh PWB-BW-1', 'd'])
})

it('tells the one that never fired', async () => {
  const { fates } = await prove({ quiet: 'b' })
  expect(fates).toEqual({ a: 'green', b: 'dead', c: 'green' })
})
