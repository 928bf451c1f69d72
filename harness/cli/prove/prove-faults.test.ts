import { expect, it } from 'vitest'
import { deferred } from '../../target/deferred.ts'
import { proveAgain, proveFaults } from './prove-faults.ts'
import { openRoom } from './room.ts'
import type { Deviations, Ran } from './run-under.ts'
import { resultOf } from './testing.ts'

const WAITS = { fault: 'waits', kills: { 'PWB-BW-1': ['wrong'] } }
const WORKS = { fault: 'works', kills: { 'PWB-POL-2': ['wrong'] } }

/** Of a machine that is never idle. */
const idleShare = () => new Promise<number>((then) => setTimeout(then, 1, 0))

/** Runs that fail where `fails` says so. */
function proving(fails: (deviations: Deviations) => boolean) {
  const runs: string[] = []
  const said: string[] = []
  const oneByOne = new Set<boolean>()
  let running = 0
  let mostRunning = 0
  const controller = new AbortController()
  const run = async (deviations: Deviations, ids: readonly string[]): Promise<Ran> => {
    runs.push(`${deviations.fault?.join()}${deviations.fresh === true ? ' fresh' : ''}`)
    oneByOne.add(deviations.oneByOne === true)
    mostRunning = Math.max(mostRunning, ++running)
    await Promise.resolve()
    running -= 1
    return {
      exitCode: 1,
      requirements: ids.map((id) => resultOf(id, fails(deviations))),
      durationMs: 1,
      firings: () => 1,
    }
  }
  const { signal } = controller
  const room = openRoom({ least: 2, idleShare })
  const rooms = { waiting: room, working: room }
  const say = (line: string) => void said.push(line)
  const all = { jobs: 2, rooms, run, signal, say }
  const forget = () => {
    runs.length = 0
    mostRunning = 0
  }
  return { runs, said, oneByOne, forget, mostRunning: () => mostRunning, controller, with: all }
}

it('begins what waits at once, and the others when the reference is judged', async () => {
  const { runs, with: all } = proving(() => true)
  const judged = deferred<void>()
  const patient = { ...WORKS, fault: 'judges wait', judgesWait: true }
  const proved = proveFaults([WORKS, WAITS, patient], false, { ...all, jobs: 4 }, judged.promise)
  await new Promise((then) => setTimeout(then, 20))
  expect(runs.toSorted()).toEqual(['judges wait', 'waits'])
  judged.resolve()
  expect((await proved).map(({ fate }) => fate)).toEqual(['killed', 'killed', 'killed'])
})

it('what waits keeps none of the others from beginning', async () => {
  const { runs, with: all } = proving(() => true)
  const ended = deferred<void>()
  const run: typeof all.run = async (...asked) => {
    const ran = await all.run(...asked)
    if (asked[0].fault?.includes('waits') === true) await ended.promise
    return ran
  }
  const rooms = {
    waiting: openRoom({ least: 1, idleShare }),
    working: openRoom({ least: 1, idleShare }),
  }
  const asked = { ...all, jobs: 1, rooms, run }
  const proved = proveFaults([WAITS, WORKS], false, asked, Promise.resolve())
  await new Promise((then) => setTimeout(then, 20))
  expect(runs).toEqual(['waits', 'works'])
  ended.resolve()
  await proved
})

it('runs two that wait for each that works, where there is room', async () => {
  const { runs, with: all } = proving(() => true)
  const ended = deferred<void>()
  const run: typeof all.run = async (...asked) => {
    const ran = await all.run(...asked)
    await ended.promise
    return ran
  }
  const waiting = [1, 2, 3].map((number) => ({ ...WAITS, fault: `waits ${number}` }))
  const roomy = openRoom({ least: 4, idleShare })
  const asked = { ...all, jobs: 1, rooms: { waiting: roomy, working: roomy }, run }
  const planned = [...waiting, WORKS, { ...WORKS, fault: 'works too' }]
  const proved = proveFaults(planned, false, asked, Promise.resolve())
  await new Promise((then) => setTimeout(then, 20))
  expect(runs.toSorted()).toEqual(['waits 1', 'waits 2', 'works'])
  ended.resolve()
  await proved
})

it('a fault waits when most of its judges’ time passes in checks that do', async () => {
  const { runs, with: all } = proving(() => true)
  const judged = deferred<void>()
  const mostly = { fault: 'mostly', kills: { 'PWB-BW-1': ['wrong'], 'PWB-POL-2': ['wrong'] } }
  const hardly = { fault: 'hardly', kills: { 'PWB-BW-1': ['wrong'], 'PWB-LOAD-6': ['wrong'] } }
  const proved = proveFaults([hardly, mostly], false, all, judged.promise)
  await new Promise((then) => setTimeout(then, 20))
  expect(runs).toEqual(['mostly'])
  judged.resolve()
  await proved
})

it('begins no more when the reference is not green', async () => {
  const { runs, controller, with: all } = proving(() => true)
  const notGreen = Promise.resolve().then(() => controller.abort())
  await proveFaults([WORKS], false, all, notGreen)
  expect(runs).toEqual([])
})

it('runs what was not killed once more in new processes, one after the other, and believes these', async () => {
  const spoilt = proving(({ fresh = false, fault }) => fresh || fault?.includes('waits') === true)
  const planned = [WORKS, WAITS, { ...WORKS, fault: 'works too' }]
  const first = await proveFaults(planned, false, spoilt.with, Promise.resolve())
  expect(first.map(({ fate }) => fate).toSorted()).toEqual(['killed', 'survived', 'survived'])
  expect(spoilt.said.filter((line) => line.includes('once more'))).toHaveLength(2)
  spoilt.forget()
  const again = await proveAgain(planned, first, false, spoilt.with)
  expect(again.map(({ fate }) => fate)).toEqual(['killed', 'killed', 'killed'])
  expect(spoilt.runs).toEqual(['works fresh', 'works too fresh'])
  expect(spoilt.mostRunning()).toBe(1)
})

it('leaves alive what survives twice', async () => {
  const survivor = proving(() => false)
  const first = await proveFaults([WORKS], false, survivor.with, Promise.resolve())
  const [survived] = await proveAgain([WORKS], first, false, survivor.with)
  expect(survived?.fate).toBe('survived')
})

it('has the systems of a run one by one, but not where everything is judged under each', async () => {
  for (const full of [false, true]) {
    const { oneByOne, with: all } = proving(() => true)
    await proveFaults([WORKS], full, all, Promise.resolve())
    expect([...oneByOne]).toEqual([!full])
  }
})
