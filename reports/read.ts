import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FORMATS } from './formats/index.ts'
import { parseResult } from './model/parse.ts'
import type { Result } from './model/result.ts'

const RESULT_FILE = FORMATS.json.file

/** Result files that cannot be read: every problem, each with its file. Bad input (exit code 2). */
export class ReadError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  )

/** The result files that a path stands for: a file, a run's folder, or a folder of such folders. */
async function resultFiles(path: string): Promise<string[]> {
  if (await isFile(path)) return [path]
  const own = join(path, RESULT_FILE)
  if (await isFile(own)) return [own]
  const entries = await readdir(path).catch(() => [])
  const found: string[] = []
  for (const entry of entries.toSorted((a, b) => a.localeCompare(b))) {
    const inside = join(path, entry, RESULT_FILE)
    if (await isFile(inside)) found.push(inside)
    else if (entry.endsWith('.json') && (await isFile(join(path, entry)))) {
      found.push(join(path, entry))
    }
  }
  return found
}

async function readOne(file: string): Promise<Result> {
  let content: unknown
  try {
    content = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new ReadError([`${file}: not JSON: ${String(error)}`])
  }
  const parsed = parseResult(content)
  if (parsed.ok) return parsed.result
  throw new ReadError(parsed.problems.map((problem) => `${file}: ${problem}`))
}

/**
 * Reads the results that a path stands for, at least one, in the order of their names. Rejects with
 * `ReadError`.
 */
export async function readResults(path: string): Promise<Result[]> {
  const files = await resultFiles(path)
  if (files.length === 0) {
    throw new ReadError([
      `${path}: no result found; name a ${RESULT_FILE}, the folder of a run, or a folder of such folders`,
    ])
  }
  const settled = await Promise.allSettled(files.map(readOne))
  const problems = settled.flatMap((each) =>
    each.status === 'rejected'
      ? each.reason instanceof ReadError
        ? each.reason.problems
        : [String(each.reason)]
      : [],
  )
  if (problems.length > 0) throw new ReadError(problems)
  return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
}
