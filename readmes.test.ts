import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { expect, it } from 'vitest'

const FOLDERS = ['bench', 'harness', 'reference-impl', 'reports']
const README = 'README.md'
/** A file of ours as a README names it; patterns and what a run writes are no such names. */
const SOURCE = /`(?:[.\w-]+\/)*([\w.-]+\.(?:ts|mjs))`/g

const filesBelow = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))

const files = (await Promise.all(FOLDERS.map(filesBelow))).flat()
const atTheTop = await readdir('.')
const sources = files.filter((file) => /\.(ts|mjs)$/.test(file))

it('each folder with code has a README', () => {
  const folders = [...new Set(sources.map((file) => dirname(file)))]
  expect(folders.length).toBeGreaterThan(FOLDERS.length)
  expect(folders.filter((folder) => !files.includes(join(folder, README)))).toEqual([])
})

it('what a README names is there', async () => {
  const names = new Set([...sources.map((file) => basename(file)), ...atTheTop])
  const stale: string[] = []
  let named = 0
  for (const file of files.filter((each) => basename(each) === README)) {
    for (const [, name = ''] of (await readFile(file, 'utf8')).matchAll(SOURCE)) {
      named += 1
      if (!names.has(name)) stale.push(`${file}: ${name}`)
    }
  }
  expect(named).toBeGreaterThan(0)
  expect(stale).toEqual([])
})
