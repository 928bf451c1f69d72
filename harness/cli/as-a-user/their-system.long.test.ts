import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { resultIn, runCommand } from './testing.ts'
import { CONTAINER, openTheirSystem, OWNER, type TheirSystem } from './their-system.ts'

const SHARDS = 2
/** For generators to calibrate, and to make their people. */
const LEAD_MS = 40_000
const SCENARIO = `
version: 1
title: joined
population: { people: 400 }
refusals: { too-short: 10, unknown-user: 5 }
phases:
  - { name: storm, duration: 10 s, arrivals: { kind: poisson, ratePerSecond: 10 } }
thresholds:
  - operations lost == 0
`

/** What few operations tell. */
const HELD = ['--threshold', 'response p(50) < 500ms']

const started: TheirSystem[] = []
const theirs = () => started[0] ?? expect.fail('no system')

beforeAll(async () => {
  started.push(await openTheirSystem())
})
afterAll(() => Promise.all(started.map((system) => system.close())))

it('several generators load one system that runs elsewhere, each with people of its own; merge joins them', async () => {
  const { folder, file } = theirs()
  const scenario = join(folder, 'joined.yaml')
  await writeFile(scenario, SCENARIO)
  const startAt = new Date(Date.now() + LEAD_MS).toISOString()
  const generate = async (index: number) => {
    const out = await mkdtemp(join(folder, 'shard-'))
    const slice = ['--shard', `${index}/${SHARDS}`, '--start-at', startAt]
    const argv = ['load', '--target', file, ...OWNER, '--scenario', scenario, ...slice]
    await runCommand([...argv, '--out', out])
    return { out, ...(await resultIn(out)) }
  }
  const shards = await Promise.all(Array.from({ length: SHARDS }, (_, index) => generate(index)))
  for (const { load } of shards) {
    expect(load[0]?.ledger.notSent).toBe(0)
    expect(load[0]?.applied).toEqual({ twice: 0, late: 0, shown: [] })
  }
  const out = await mkdtemp(join(folder, 'merged-'))
  const merged = await runCommand(['merge', ...shards.map((each) => each.out), '--out', out])
  const { load, thresholds } = await resultIn(out)
  const [only] = load
  expect(only?.ledger.planned, merged.stdout).toBe(
    shards.reduce((sum, each) => sum + (each.load[0]?.ledger.planned ?? 0), 0),
  )
  expect(only?.ledger).toMatchObject({ notSent: 0, lost: 0, unknown: 0 })
  expect(only?.expectations).toMatchObject({ met: only?.ledger.planned })
  expect(thresholds?.map(({ ok }) => ok)).toEqual([true])
})

it.each([
  ['all of it', 'file', 'self-service'],
  ['its directory', 'directory', 'administrator'],
] as const)(
  'a search finds what a system bears of which %s runs elsewhere',
  async (_all, file, by) => {
    const out = await mkdtemp(join(theirs().folder, 'search-'))
    const argv = ['search', '--target', theirs()[file], ...OWNER, '--out', out, '--by', by]
    const rates = ['--people', '90', '--from', '2', '--at-most', '3', '--step', '3', ...HELD]
    const { stdout } = await runCommand([...argv, ...rates])
    const { search, load } = await resultIn(out)
    expect(search?.ended, stdout).toBe('at-most')
    for (const { applied } of load) expect(applied).toMatchObject({ twice: 0, late: 0 })
  },
)

it('nothing of all that is left in its directory', async () => {
  const { stage } = theirs()
  await expect(stage.seed.remove(CONTAINER)).resolves.toBeUndefined()
})
