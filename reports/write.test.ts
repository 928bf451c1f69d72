import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { greenResult } from './fixtures/results.ts'
import { parseResult } from './model/parse.ts'
import { type Disk, WriteError, writeRun, writeWhole } from './write.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reports-'))
})
afterEach(async () => {
  await chmod(folder, 0o700)
  await rm(folder, { recursive: true })
})

const failure = async (writing: Promise<unknown>) => {
  const error: unknown = await writing.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof WriteError)) throw new Error('it was written', { cause: error })
  return error
}

/** A disk that is full in the middle of a file. */
const fullDisk: Disk = {
  mkdir: async () => undefined,
  async writeNew(path, content) {
    await writeFile(path, content.slice(0, content.length / 2))
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
  },
  rename: async () => undefined,
  remove: (path) => rm(path, { force: true }),
}

describe('writeWhole', () => {
  it('makes the folder and replaces what was there', async () => {
    const path = join(folder, 'a/b/result.json')
    await writeWhole(path, 'first')
    await writeWhole(path, 'second')
    expect(await readFile(path, 'utf8')).toBe('second')
    expect(await readdir(join(folder, 'a/b'))).toEqual(['result.json'])
  })

  it('leaves the old file, and no half of the new one, on a full disk', async () => {
    const path = join(folder, 'result.json')
    await writeWhole(path, 'old')
    const error = await failure(writeWhole(path, 'new content', fullDisk))
    expect(error).toMatchObject({
      code: 'disk',
      remedy: expect.stringContaining('free some space'),
    })
    expect(error.message).toBe(`cannot write ${path}: the disk is full (ENOSPC)`)
    expect(await readdir(folder)).toEqual(['result.json'])
    expect(await readFile(path, 'utf8')).toBe('old')
  })

  it('leaves nothing when the name is taken by a folder', async () => {
    await writeWhole(join(folder, 'taken/x'), '')
    await failure(writeWhole(join(folder, 'taken'), 'content'))
    expect(await readdir(folder)).toEqual(['taken'])
  })

  it('says what to do when the folder cannot be made', async () => {
    await writeWhole(join(folder, 'file'), '')
    const error = await failure(writeWhole(join(folder, 'file/x/result.json'), 'content'))
    expect(error.message).toContain('a part of the path is a file')
    expect(error.remedy).toContain('--out')
  })
})

describe('writeRun', () => {
  it('writes a result that can be read again, and a page', async () => {
    const files = await writeRun(greenResult(), join(folder, 'run'))
    expect(files).toEqual([join(folder, 'run/result.json'), join(folder, 'run/report.html')])
    const [json = '', page = ''] = await Promise.all(files.map((file) => readFile(file, 'utf8')))
    expect(parseResult(JSON.parse(json))).toEqual({ ok: true, result: greenResult() })
    expect(page).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/)
  })

  it('writes no result that could not be read back', async () => {
    const broken = { ...greenResult(), seed: Number.NaN }
    await expect(writeRun(broken, folder)).rejects.toThrow(/read back: seed/)
    expect(await readdir(folder)).toEqual([])
  })
})
