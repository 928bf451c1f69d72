import { createPrivateKey } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { withSharedKeyPairs } from './shared-key-pairs.ts'

it('all pairs are there, different, for this user only', async () => {
  await withSharedKeyPairs(async (folder) => {
    const names = (await readdir(folder)).toSorted()
    const pairs = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
    expect(names).toEqual(Array.from({ length: 8 }, (_, number) => `${number}.pem`))
    expect(new Set(pairs).size).toBe(8)
    expect(createPrivateKey(pairs[0] ?? '').asymmetricKeyDetails?.modulusLength).toBe(2_048)
    const modes = await Promise.all([folder, join(folder, '0.pem')].map((path) => stat(path)))
    expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o600])
  })
})

it('nothing is left, also of work that fails', async () => {
  const folders: string[] = []
  const failing = withSharedKeyPairs(async (folder) => {
    folders.push(folder)
    throw new Error('the work failed')
  })
  await expect(failing).rejects.toThrow('the work failed')
  expect(folders.map((folder) => existsSync(folder))).toEqual([false])
})
