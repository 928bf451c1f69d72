import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { isValid } from '../../reports/model/load-figures.ts'
import { parseResult } from '../../reports/model/parse.ts'
import { inTemporaryFolder, readOnlyResult, runCommand } from './testing.ts'

const COMES_WITHIN_MS = 200_000

/** Fails, with what was there instead, where it never comes. */
async function until(output: () => string, pattern: RegExp): Promise<void> {
  const deadline = performance.now() + COMES_WITHIN_MS
  while (!pattern.test(output())) {
    if (performance.now() > deadline) throw new Error(`it never came; there was: ${output()}`)
    await sleep(20)
  }
}

const resultIn = async (folder: string) => {
  const parsed = parseResult(await readOnlyResult(folder))
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  const { search } = parsed.result
  if (search === undefined) throw new Error('the result names no search')
  return { ...parsed.result, search }
}

const SHORT = ['--people', '50', '--from', '20', '--step', '0.5', '--resolution', '0.5']

describe('writeback search', { timeout: 240_000 }, () => {
  it.concurrent('goes down from a rate that breaks, writes every step, and says what broke', async () => {
    await inTemporaryFolder(async (folder) => {
      const limit = ['--threshold', 'operations accepted < 3']
      const ran = await runCommand(['search', ...SHORT, ...limit, '--json', '--out', folder])
      const { search, load, thresholds, exit } = await resultIn(folder)
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
      expect(ran.stderr).toMatch(
        /step 1, growth: 20\/s for 1\.50 s\n.*step 1: (BROKEN|NOT VALID): /,
      )
    })
  })

  it.concurrent('keeps the steps that it has when it is interrupted, exit 130', async () => {
    await inTemporaryFolder(async (folder) => {
      const limit = ['--threshold', 'operations accepted > 0']
      const ran = await runCommand(['search', ...SHORT, ...limit, '--out', folder], {
        async during(pid, output) {
          await until(output, /step 2,/)
          process.kill(pid, 'SIGINT')
        },
      })
      expect(ran.code).toBe(130)
      const { search } = await resultIn(folder)
      expect(search).toMatchObject({ ended: 'going-on', highestPerSecond: null })
      expect(search.steps).toHaveLength(1)
    })
  })

  it.concurrent('tells everything that is wrong with what was asked, exit 2', async () => {
    const wrong = ['--from', '0', '--resolution', '2', '--threshold', 'respnse p(99) < 1s']
    const { code, stderr } = await runCommand(['search', ...wrong, '--target', '/no/such/file'])
    expect(code).toBe(2)
    for (const option of ['--from', '--resolution', '--threshold', '--target']) {
      expect(stderr).toContain(`writeback: ${option}: `)
    }
  })
})
