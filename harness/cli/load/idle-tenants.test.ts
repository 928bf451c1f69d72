import { readFile, stat, writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { inTemporaryFolder } from '../as-a-user/testing.ts'
import { writeKeyPair } from './idle-tenants.ts'

it('writes a key pair that only its user reads', () =>
  inTemporaryFolder(async (folder) => {
    const path = await writeKeyPair(folder)
    expect(await readFile(path, 'utf8')).toContain('PRIVATE KEY')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  }))

it('never writes over the one that an agent may be reading', () =>
  inTemporaryFolder(async (folder) => {
    const [first, beside] = await Promise.all([
      writeKeyPair(folder, 'shared'),
      writeKeyPair(folder, 'shared'),
    ])
    await writeFile(first, 'being read')
    expect([beside, await writeKeyPair(folder, 'shared')]).toEqual([first, first])
    expect(await readFile(first, 'utf8')).toBe('being read')
  }))
