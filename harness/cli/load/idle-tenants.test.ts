import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeKeyPair } from './idle-tenants.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wb-idle-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('writes a key pair that only its user reads', async () => {
  const path = await writeKeyPair(folder)
  expect(await readFile(path, 'utf8')).toContain('PRIVATE KEY')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

it('never writes over the one that an agent may be reading', async () => {
  const [first, beside] = await Promise.all([
    writeKeyPair(folder, 'shared'),
    writeKeyPair(folder, 'shared'),
  ])
  await writeFile(first, 'being read')
  expect([beside, await writeKeyPair(folder, 'shared')]).toEqual([first, first])
  expect(await readFile(first, 'utf8')).toBe('being read')
})
