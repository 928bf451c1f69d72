import { expect, it } from 'vitest'
import { inTemporaryFolder, runCommand } from './testing.ts'

it('what the planner foretells happens in compressed time, within 15 %', async () => {
  await inTemporaryFolder(async (folder) => {
    const { code, stdout, stderr } = await runCommand(['check-plan', '--out', folder])
    process.stdout.write(stdout)
    expect(stdout, stderr).not.toContain('DOES NOT HOLD')
    // Seven figures of each day, three of the outage.
    expect(stdout.match(/^limit {3}/gm)).toHaveLength(17)
    expect(code, stdout + stderr).toBe(0)
  })
})
