import { expect, it } from 'vitest'
import { isValid } from '../../../reports/model/load-figures.ts'
import { inTemporaryFolder, resultIn, runCommand } from './testing.ts'

const searchIn = async (folder: string) => {
  const { search, ...rest } = await resultIn(folder)
  if (search === undefined) throw new Error('the result names no search')
  return { ...rest, search }
}

const SHORT = ['--people', '50', '--from', '20', '--step', '0.5', '--resolution', '0.5']

it('search goes down from a rate that breaks, writes every step, and says what broke', async () => {
  await inTemporaryFolder(async (folder) => {
    const limit = ['--threshold', 'operations accepted < 3']
    const ran = await runCommand(['search', ...SHORT, ...limit, '--json', '--out', folder])
    const { search, load, thresholds, exit } = await searchIn(folder)
    expect(ran.code).toBe(exit.code)
    expect(JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      ended: search.ended,
      steps: search.steps.length,
    })
    // Where the machine is too busy to measure, nothing may be said of the rates.
    const measured = search.ended !== 'not-valid'
    expect(exit.code).toBe(measured ? 1 : 5)
    expect(load.every(isValid)).toBe(measured)
    expect(search).toMatchObject({
      ended: measured ? 'nothing-held' : 'not-valid',
      highestPerSecond: null,
    })
    const broken = search.steps.filter(({ verdict }) => verdict !== 'not-valid')
    expect(broken.map(({ verdict }) => verdict)).toEqual(broken.map(() => 'broken'))
    expect(broken.map(({ ratePerSecond }) => ratePerSecond)).toEqual(
      measured ? [20, 10] : [20].slice(0, broken.length),
    )
    expect(broken.map((step) => load[step.load ?? -1]?.ratePerSecond)).toEqual(
      broken.map(({ ratePerSecond }) => ratePerSecond),
    )
    expect(thresholds?.map(({ name, ok }) => [name, ok])[0]).toEqual(
      measured ? ['operations accepted < 3, at 10/s', false] : undefined,
    )
    // Every step sets passwords that no step before has set.
    expect(load.map(({ ledger }) => ledger.refusedByPolicy)).toEqual(load.map(() => 0))
    expect(load.map(({ finalBinds }) => finalBinds?.neither)).toEqual(load.map(() => 0))
    expect(ran.stdout).toMatch(measured ? /search {2}highest rate of .*none: 10\/s broke/s : /./)
    expect(ran.stderr).toMatch(/step 1, growth: 20\/s for 1\.50 s\n.*step 1: (BROKEN|NOT VALID): /)
  })
})
