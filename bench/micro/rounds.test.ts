import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOT_PATHS_FILE } from './hot-path.ts'
import { measurePath } from './measure-path.ts'
import { assembleMicro, measureInTurns } from './micro.ts'
import { runRound } from './run-round.ts'

let folder: string

/** A build with one hot path, of so many steps of work; `failing`: it throws instead. */
async function makeBuild(name: string, steps: number, failing = false) {
  const file = join(folder, name, HOT_PATHS_FILE)
  const work = failing
    ? `throw new Error('out of order')`
    : `let x = 1; for (let i = 0; i < ${steps}; i++) x = Math.imul(x, 31) + i; return x`
  await mkdir(dirname(file), { recursive: true })
  await writeFile(
    file,
    `export const hotPaths = { spin: { title: 'spin', open: async () => ({ run() { ${work} }, close: async () => undefined }) } }`,
  )
  return join(folder, name)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wb-micro-test-'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('rounds of two builds', () => {
  it('claim a deliberately slowed copy, and compare no path that only one of them has', async () => {
    const own = await makeBuild('slowed', 200_000)
    const other = await makeBuild('usual', 40_000)
    const found = await measureInTurns(
      (build) => runRound({ buildDir: build === 'own' ? own : other, paths: ['spin'], timeMs: 10 }),
      { rounds: 4, withOther: true },
    )
    const [spin, ...rest] = assembleMicro(found)
    expect(rest).toEqual([])
    expect(spin).toMatchObject({ name: 'spin', against: { change: { verdict: 'slower' } } })
    expect(spin?.roundsNs).toHaveLength(4)
    expect(spin?.against?.change.share).toBeGreaterThan(1)
  })

  it('go ABBA, and end when they are told to', async () => {
    const order: string[] = []
    await measureInTurns(
      async (build) => {
        order.push(build)
        return []
      },
      { rounds: 5, withOther: true },
      () => order.length >= 4,
    )
    expect(order).toEqual(['own', 'other', 'other', 'own'])
  })

  it('end with what the process said when a hot path fails', async () => {
    const failing = await makeBuild('failing', 0, true)
    await expect(runRound({ buildDir: failing, paths: ['spin'], timeMs: 10 })).rejects.toThrow(
      /out of order/,
    )
  })
})

function until(ms: number) {
  const end = performance.now() + ms
  while (performance.now() < end);
}

describe('one measurement', () => {
  it('takes an operation’s time whether it is awaited or not', async () => {
    const timing = { warmUpMs: 5, timeMs: 20 }
    const direct = await measurePath('direct', '', () => until(0.5), timing)
    const awaited = await measurePath('awaited', '', async () => until(0.5), timing)
    for (const { wallNs } of [direct, awaited]) expect(wallNs).toBeGreaterThanOrEqual(500_000)
  })

  it('rejects when the operation fails only after a while', async () => {
    let count = 0
    const run = () => {
      if (++count > 400) throw new Error('later')
    }
    await expect(measurePath('later', '', run, { warmUpMs: 1, timeMs: 20 })).rejects.toThrow(
      'later',
    )
  })
})
