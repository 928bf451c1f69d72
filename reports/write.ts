import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FORMATS, type FormatName } from './formats/index.ts'
import type { Result } from './model/result.ts'

/** The part of the file system that writing needs; tests put a full disk in its place. */
export interface Disk {
  readonly mkdir: (path: string) => Promise<void>
  /** Writes the whole content to a new file and waits until the disk has it. */
  readonly writeNew: (path: string, content: string) => Promise<void>
  readonly rename: (from: string, to: string) => Promise<void>
  readonly remove: (path: string) => Promise<void>
}

const disk: Disk = {
  async mkdir(path) {
    await mkdir(path, { recursive: true })
  },
  async writeNew(path, content) {
    const file = await open(path, 'wx')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
  },
  rename,
  remove: (path) => rm(path, { force: true }),
}

const FREE_SPACE = 'free some space, or name another folder with --out'
const OTHER_FOLDER = 'name a folder that you may write to with --out'

const CAUSES: Readonly<Record<string, { cause: string; remedy: string }>> = {
  ENOSPC: { cause: 'the disk is full', remedy: FREE_SPACE },
  EDQUOT: { cause: 'the disk quota is used up', remedy: FREE_SPACE },
  EFBIG: { cause: 'the file would be larger than is allowed', remedy: FREE_SPACE },
  EACCES: { cause: 'no permission', remedy: OTHER_FOLDER },
  EPERM: { cause: 'not permitted', remedy: OTHER_FOLDER },
  EROFS: { cause: 'the file system is read-only', remedy: OTHER_FOLDER },
  ENOTDIR: { cause: 'a part of the path is a file', remedy: OTHER_FOLDER },
  EEXIST: { cause: 'a file has the name of the folder', remedy: OTHER_FOLDER },
  EISDIR: { cause: 'a folder has the name of the file', remedy: OTHER_FOLDER },
}

/** A report could not be written: the environment's fault (exit code 4). Nothing half-written is left. */
export class WriteError extends Error {
  readonly code = 'disk'
  readonly remedy: string

  constructor(path: string, error: unknown) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const { cause, remedy } = CAUSES[code] ?? { cause: String(error), remedy: OTHER_FOLDER }
    super(`cannot write ${path}: ${cause}${code === '' ? '' : ` (${code})`}`, { cause: error })
    this.remedy = remedy
  }
}

/**
 * Writes a file whole or not at all: to a new file beside it, then renamed over it. What was there
 * before stays until the new content is on the disk. Rejects with `WriteError`.
 */
export async function writeWhole(path: string, content: string, on: Disk = disk): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
  try {
    await on.mkdir(dirname(path))
    await on.writeNew(draft, content)
    await on.rename(draft, path)
  } catch (error) {
    await on.remove(draft).catch(() => undefined)
    throw new WriteError(path, error)
  }
}

/** What a run leaves in its folder. */
export const RUN_FORMATS: readonly FormatName[] = ['json', 'html']

/**
 * Writes a run's files into `folder`, one after the other, the result file first: a report can be made
 * from it again. Resolves with their paths.
 */
export async function writeRun(
  result: Result,
  folder: string,
  { formats = RUN_FORMATS, on = disk }: { formats?: readonly FormatName[]; on?: Disk } = {},
): Promise<string[]> {
  const written: string[] = []
  for (const name of formats) {
    const { file, render } = FORMATS[name]
    const path = join(folder, file)
    await writeWhole(path, await render(result), on)
    written.push(path)
  }
  return written
}
