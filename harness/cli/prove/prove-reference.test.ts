import { expect, it } from 'vitest'
import { proveReference } from './prove-reference.ts'
import { openRoom } from './room.ts'
import type { Deviations, Ran } from './run-under.ts'
import { idsOf, type PartName } from './suite-parts.ts'
import { resultOf } from './testing.ts'

type Codes = Readonly<Partial<Record<PartName, readonly number[]>>>

/** Runs of either part end with these codes, one after the other, and green after them; all requirements or all but one. */
async function judged(codes: Codes, missing = 0, isInterrupted = false) {
  const said: string[] = []
  const asked: { deviations: Deviations; ids: readonly string[] }[] = []
  const left = { working: codes.working?.values(), waiting: codes.waiting?.values() }
  const run = async (deviations: Deviations, ids: readonly string[]): Promise<Ran> => {
    asked.push({ deviations, ids })
    await Promise.resolve()
    if (isInterrupted) controller.abort()
    return {
      exitCode: left[deviations.oneByOne === true ? 'waiting' : 'working']?.next().value ?? 0,
      requirements: ids.slice(missing).map((id) => resultOf(id, false)),
      reason: 'a role died',
      durationMs: 1_000,
      firings: () => 0,
    }
  }
  const controller = new AbortController()
  const { signal } = controller
  const hopeless = new AbortController()
  const room = openRoom({ least: 1, idleShare: () => Promise.resolve(0) })
  const say = (line: string) => void said.push(line)
  const { working, isGreen } = proveReference({ jobs: 1, run, signal, say }, room, hopeless)
  return {
    green: [await working, await isGreen],
    isHopeless: hopeless.signal.aborted,
    said,
    asked,
  }
}

it('a green reference is judged once, in two parts: what waits one system after the other', async () => {
  const { green, isHopeless, said, asked } = await judged({})
  expect([green, isHopeless]).toEqual([[true, true], false])
  expect(said).toHaveLength(2)
  const byPart = asked.toSorted((a, b) => b.ids.length - a.ids.length)
  expect(byPart).toEqual([
    { deviations: { fresh: false }, ids: idsOf('working') },
    { deviations: { oneByOne: true, fresh: false }, ids: idsOf('waiting') },
  ])
})

it('a part that is not green is judged once more, in new processes, and believed then', async () => {
  const { green, isHopeless, said, asked } = await judged({ waiting: [1] })
  expect([green, isHopeless]).toEqual([[true, true], false])
  expect(said.join()).toContain('waiting: NOT GREEN, exit 1 (a role died)')
  expect(asked.filter(({ deviations }) => deviations.fresh)).toEqual([
    { deviations: { oneByOne: true, fresh: true }, ids: idsOf('waiting') },
  ])
})

it.each<[string, Codes, readonly boolean[]]>([
  ['working', { working: [1, 1] }, [false, false]],
  ['waiting', { waiting: [1, 1] }, [true, false]],
])('without %s nothing means anything', async (_, codes, green) => {
  const found = await judged(codes)
  expect([found.green, found.isHopeless]).toEqual([green, true])
})

it('one that leaves a requirement out is not green, whatever it says', async () => {
  const { green, said } = await judged({}, 1)
  expect(green).toEqual([false, false])
  expect(said).toContain(`  without a verdict: ${idsOf('working')[0]}`)
})

it('one that was interrupted is not green, not judged again, and nothing is said of it', async () => {
  const { green, said, asked } = await judged({ working: [130], waiting: [130] }, 1, true)
  expect([green, said]).toEqual([[false, false], []])
  expect(asked).toHaveLength(2)
})
