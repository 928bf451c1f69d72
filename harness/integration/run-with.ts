import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../target/processes/role-process.ts'

/** How a run of the program ended. */
export interface Ran {
  readonly code: number | null
  /** The whole output, for when it is not as expected. */
  readonly output: string
  /** The parsed result file. */
  readonly result: unknown
}

async function readResult(out: string): Promise<unknown> {
  const [run] = await readdir(out)
  if (run === undefined) throw new Error(`the run left no result in ${out}`)
  return JSON.parse(await readFile(join(out, run, 'result.json'), 'utf8'))
}

/**
 * Runs a command as a user does: the compiled program, with a target file of this text, and with files of these names and
 * texts in the folder that it runs in.
 */
export async function runWith(
  command: string,
  targetText: string,
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'wbt-run-'))
  try {
    const target = join(folder, 'target.yaml')
    const out = join(folder, 'out')
    await writeFile(target, targetText)
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    const program = join(packageRoot, 'dist', 'harness', 'cli', 'main.js')
    const child = spawn(
      process.execPath,
      [program, command, '--target', target, '--out', out, ...args],
      { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } },
    )
    let output = ''
    const gather = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', gather)
    child.stderr.on('data', gather)
    const [code] = await once(child, 'close')
    const result = await readResult(out).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${output}`)
    })
    return { code: typeof code === 'number' ? code : null, output, result }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
