import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isValid } from '../../../reports/model/load-figures.ts'
import { inTemporaryFolder, resultIn, ROUGH_SCENARIO, runCommand } from './testing.ts'

it('load disturbs the system as a scenario says, and judges what came of a slice of it', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'rough.yaml')
    await writeFile(file, ROUGH_SCENARIO)
    const argv = ['load', '--scenario', file, '--shard', '0/2', '--out', folder]
    const { code, stdout } = await runCommand(argv)
    const { load } = await resultIn(folder)
    const [only] = load
    const [killed, cut] = only?.disturbances ?? []
    expect([killed?.kind, cut?.kind]).toEqual(['agent-killed', 'link-cut'])
    // Half the scenario's times; a timer may come a little early.
    expect(killed?.fromMs).toBeGreaterThan(1_490)
    expect(cut?.fromMs).toBeGreaterThan(4_490)
    expect(only?.applied).toEqual({ twice: 0, late: 0, shown: [] })
    expect(only?.shard).toMatchObject({ index: 0, count: 2, operations: 48 })
    expect(only?.ledger).toMatchObject({ planned: 27, sent: 27, lost: 0 })
    expect(only?.finalBinds).toMatchObject({ falseSuccess: 0, lateApply: 0, neither: 0 })
    expect(stdout).toMatch(/disturbed [\d.]+ s to [\d.]+ s: agent-killed: killed, and started/)
    expect(code).toBe(load.every(isValid) ? 0 : 5)
  })
})
