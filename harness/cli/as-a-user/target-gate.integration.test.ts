import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { inTemporaryFolder, runCommand } from './testing.ts'

// Nothing here is of others: no second try.
const LIMITS = { retry: 0, timeout: 180_000 } as const

it('a target file is what a gate judges and sends its storm to', LIMITS, async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'target.yaml')
    const mutant = 'agent-reports-success-unwritten'
    await writeFile(file, `version: 1\nslots: { agent: { mutant: [${mutant}] } }\n`)
    // Few people, and no tenants beside theirs: where time is real none of them is watched.
    const few = ['--people', '50', '--rate', '5', '--duration', '2', '--time', 'real']
    const asked = ['--only', 'PWB-NET-1', '--no-page', ...few, '--out', join(folder, 'out')]
    const { stdout } = await runCommand(['gate', '--target', file, ...asked])
    // Its exit code is 5 where the machine is too busy to measure.
    expect(stdout).toMatch(/accounts as told 0 of \d+/)
    expect(stdout).toMatch(/1 of 1 proven/)
  })
})
