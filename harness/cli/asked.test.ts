import { describe, expect, it } from 'vitest'
import { inTemporaryFolder, runCommand } from './testing.ts'

describe('--profile', () => {
  it('names the profiles there are and exits 2', async () => {
    const { code, stderr } = await runCommand(['conform', '--profile', 'entra-2052'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/entra-2052.*aad-connect-2017.*entra-2025/s)
  })

  it('does not prove what the profile reads otherwise: exit 3, with the reading', async () => {
    await inTemporaryFolder(async (folder) => {
      const asked = ['--profile', 'entra-2025', '--only', 'PWB-OPS-7']
      const { code, stdout } = await runCommand(['conform', ...asked, '--out', folder])
      expect(code).toBe(3)
      expect(stdout).toMatch(/NOT PROVEN \(exit 3\): PWB-OPS-7 is not proven: no check judges/)
      expect(stdout).toMatch(/Graph API is\s+written back/)
      expect(stdout).toMatch(/held to profile entra-2025/)
    })
  })
})
