import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CATALOGUE_VERSION } from '../../conformance/catalogue/index.ts'
import { inTemporaryFolder, runCommand } from '../as-a-user/testing.ts'

const typed = z.looseObject({ type: z.string() })

describe('--profile', () => {
  it('names the profiles there are and exits 2', async () => {
    const { code, stderr } = await runCommand(['conform', '--profile', 'entra-2052'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/entra-2052.*aad-connect-2017.*entra-2025/s)
  })

  it('does not prove what the profile reads otherwise: exit 3, with the reading', async () => {
    await inTemporaryFolder(async (folder) => {
      const asked = ['--profile', 'entra-2025', '--only', 'PWB-LOAD-3']
      const { code, stdout } = await runCommand(['conform', ...asked, '--out', folder])
      expect(code).toBe(3)
      expect(stdout).toMatch(/NOT PROVEN \(exit 3\): PWB-LOAD-3 is not proven: no check judges/)
      expect(stdout).toMatch(/several\s+agents/)
      expect(stdout).toMatch(/held to profile entra-2025/)
    })
  })
})

describe('--format', () => {
  it('writes a line for the start, for each requirement and for the end, and nothing else', async () => {
    await inTemporaryFolder(async (folder) => {
      const asked = ['--profile', 'entra-2025', '--only', 'PWB-LOAD-3']
      const args = ['conform', ...asked, '--format', 'jsonl', '--out', folder]
      const { code, stdout } = await runCommand(args)
      const lines = stdout.trimEnd().split('\n')
      const types = lines.map((line) => typed.parse(JSON.parse(line)).type)
      expect(types).toEqual(['start', 'requirement', 'end'])
      expect(code).toBe(3)
    })
  })

  it('takes one only, and exits 2', async () => {
    const { code, stderr } = await runCommand(['conform', '--format', 'tap', '--format', 'junit'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/--format: found tap and junit; give it once/)
  })
})

/** A waivers file, one entry a line from the second on. */
async function waiverFile(folder: string, ...entries: readonly Record<string, string>[]) {
  const path = join(folder, 'waivers.yaml')
  const rest = { reason: 'old policy', owner: 'directory team', catalogue: CATALOGUE_VERSION }
  const lines = entries.map((entry) => `  - ${JSON.stringify({ ...entry, ...rest })}`)
  await writeFile(path, ['waivers:', ...lines, ''].join('\n'))
  return path
}

const later = { expires: '2999-12-31' }
const LENGTH = { requirement: 'PWB-POL-1', finding: 'refusable-password-accepted', ...later }
const LISTENS = { requirement: 'PWB-NET-1', finding: 'listening-socket', ...later }

describe('--waivers', () => {
  it('names the line of each entry that is unknown or expired, and exits 2', async () => {
    await inTemporaryFolder(async (folder) => {
      const unknown = { ...LENGTH, finding: 'too-short' }
      const file = await waiverFile(folder, unknown, { ...LISTENS, expires: '2026-01-01' })
      const { code, stderr } = await runCommand(['conform', '--waivers', file])
      expect(code).toBe(2)
      expect(stderr).toMatch(/waivers\.yaml:2: .* has no finding too-short; it has refusable/)
      expect(stderr).toMatch(/waivers\.yaml:3: .* expired on 2026-01-01/)
    })
  })

  it('shows a waived failure as such, and exits 2 when another waiver is stale', async () => {
    await inTemporaryFolder(async (folder) => {
      const waivers = ['--waivers', await waiverFile(folder, LENGTH, LISTENS)]
      const only = ['--only', 'PWB-POL-1', '--only', 'PWB-NET-1']
      const faults = ['--fault', 'directory-ignores-length']
      const args = ['conform', ...only, ...faults, ...waivers, '--out', folder]
      const { code, stdout } = await runCommand(args)
      expect(code).toBe(2)
      expect(stdout).toMatch(/waivers\.yaml:3: .*PWB-NET-1.* is\s+stale/s)
      expect(stdout).toMatch(/1 of 2 proven, 1 failed and waived\n {2}~ PWB-POL-1/)
      expect(stdout).toMatch(/waived until 2999-12-31 by directory team: old policy/)
    })
  })
})
