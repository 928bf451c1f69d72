import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isValid } from '../../../reports/model/load-figures.ts'
import {
  findRole,
  inTemporaryFolder,
  resultIn,
  ROUGH_SCENARIO,
  runCommand,
  until,
} from './testing.ts'

const scenario = (...thresholds: readonly string[]) =>
  [
    'version: 1',
    'title: short',
    'population: { people: 100 }',
    'operations: { administrator-reset: 2, change: 1 }',
    'refusals: { too-short: 20, locked: 10 }',
    'phases:',
    '  - { name: storm, duration: 2 s, arrivals: { kind: uniform, ratePerSecond: 10 } }',
    'thresholds:',
    ...thresholds.map((each) => `  - ${each}`),
  ].join('\n')

const losing = (folder: string, ...more: readonly string[]) =>
  runCommand(['load', '--scenario', 'sequential', '--people', '50', '--out', folder, ...more], {
    async during(pid, output) {
      await until(output, /in flight for/)
      process.kill(await findRole(pid, 'directory'), 'SIGKILL')
    },
  })

// Each starts four processes, all at once: a busy machine takes its time.
describe('writeback load', { timeout: 240_000 }, () => {
  it.concurrent('judges a scenario’s answers and thresholds; one that does not hold is exit 1', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, 'short.yaml')
      await writeFile(file, scenario('operations accepted < 5', 'wrong refusals == 0'))
      const { code, stdout } = await runCommand(['load', '--scenario', file, '--out', folder])
      const { thresholds, load, links } = await resultIn(folder)
      expect(thresholds?.map(({ name, ok }) => [name, ok])).toEqual([
        ['operations accepted < 5', false],
        ['wrong refusals == 0', true],
      ])
      expect(stdout).toMatch(/limit {3}operations accepted < 5: DOES NOT HOLD, \d+, allowed < 5/)
      expect(load[0]?.expectations).toMatchObject({ met: 20, wrongRefusal: 0, wrongAcceptance: 0 })
      expect(load[0]?.scheduleSha256).toMatch(/^[\da-f]{64}$/)
      expect(links[0]?.operations).toBe(20)
      // Where the machine is too busy to measure, that comes first.
      expect(code).toBe(load.every(isValid) ? 1 : 5)
    })
  })

  it.concurrent('finds what was written more often than asked, by what the directory says, exit 1', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, 'short.yaml')
      await writeFile(file, scenario('wrong refusals == 0'))
      const faults = ['relay-delivers-twice', 'agent-forgets-requests', 'directory-ignores-history']
      const argv = ['load', '--scenario', file, '--out', folder]
      const { code, stdout } = await runCommand([
        ...argv,
        ...faults.flatMap((fault) => ['--fault', fault]),
      ])
      const { load } = await resultIn(folder)
      expect(load[0]?.applied).toMatchObject({ late: 0 })
      expect(load[0]?.applied?.twice).toBeGreaterThan(0)
      expect(load[0]?.expectations).toMatchObject({ met: 20 })
      expect(stdout).toMatch(/account \d+: 2 writes for 1 operations/)
      expect(code).toBe(load.every(isValid) ? 1 : 5)
    })
  })

  it.concurrent('refuses a scenario with everything that is wrong with it, exit 2', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, 'wrong.yaml')
      await writeFile(
        file,
        scenario('respnse p(99) < 1s', 'wrong refusals == 0', 'wrong refusals == 0'),
      )
      const { code, stderr } = await runCommand(['load', '--scenario', file, '--out', folder])
      expect(code).toBe(2)
      expect(stderr).toMatch(/wrong\.yaml, line 9: .*metric respnse is not known; allowed are/)
      expect(stderr).toMatch(/wrong\.yaml, line 11: .*holds the same to a limit as/)
      const unknown = await runCommand(['load', '--scenario', 'smok', '--out', folder])
      expect(unknown.code).toBe(2)
      expect(unknown.stderr).toMatch(/--scenario: found smok; allowed are .*ceiling.*smoke/)
    })
  })

  it.concurrent('refuses a disturbance that the parts cannot be given, exit 2, before any starts', async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, 'rough.yaml')
      await writeFile(file, ROUGH_SCENARIO.replace('link-cut', 'agent-clock'))
      const { code, stderr } = await runCommand(['load', '--scenario', file, '--out', folder])
      expect(code).toBe(2)
      expect(stderr).toMatch(/disturbances: agent-clock: it moves clocks.*give compression 1/)
    })
  })

  it.concurrent('blames a role under test that dies, exit 1', async () => {
    await inTemporaryFolder(async (folder) => {
      const { code } = await losing(folder)
      expect(code).toBe(1)
      expect((await resultIn(folder)).exit.reason).toMatch(/directory: its process ended/)
    })
  })

  it.concurrent('gives up when a role dies that is not under test, exit 4', async () => {
    await inTemporaryFolder(async (folder) => {
      expect((await losing(folder, '--subject', 'agent')).code).toBe(4)
    })
  })

  it.concurrent('stops at an interrupt, exit 130', async () => {
    await inTemporaryFolder(async (folder) => {
      const { code } = await runCommand(['load', '--scenario', 'sequential', '--out', folder], {
        async during(pid, output) {
          await until(output, /in flight for/)
          process.kill(pid, 'SIGINT')
        },
      })
      expect(code).toBe(130)
    })
  })
})
