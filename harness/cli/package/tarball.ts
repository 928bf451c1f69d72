import { execFile } from 'node:child_process'
import { cp, mkdir, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { packageRoot } from '../../target/processes/role-process.ts'

const execute = promisify(execFile)

/** A quiet npm that asks no registry: what is missing from the tarball is then missing. */
const OFFLINE = ['--offline', '--no-audit', '--no-fund', '--loglevel=error']
const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024

const packed = z.tuple([
  z.object({
    filename: z.string(),
    size: z.int(),
    files: z.array(z.object({ path: z.string() })),
  }),
])

export interface Tarball {
  readonly path: string
  readonly sizeBytes: number
  /** Every file in it, from the package's folder on. */
  readonly files: readonly string[]
}

/** The files of the working tree that are the project's, in a folder of their own. */
async function copyTree(to: string): Promise<void> {
  const listing = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const { stdout } = await execute('git', listing, { cwd: packageRoot })
  const paths = stdout.split('\0').filter((path) => path !== '')
  for (const path of paths) {
    await cp(join(packageRoot, path), join(to, path), { force: true }).catch((error: unknown) => {
      // Deleted, and not yet so in the index.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    })
  }
  // Not a link: npm would pack libraries by the paths that they have elsewhere, and leave some out.
  const libraries = await realpath(join(packageRoot, 'node_modules'))
  await cp(libraries, join(to, 'node_modules'), { recursive: true, verbatimSymlinks: true })
}

/** Packs a copy of the tree, compiled from nothing: no output of a file that is gone gets in. */
export async function packTarball(folder: string): Promise<Tarball> {
  const tree = join(folder, 'tree')
  await mkdir(tree)
  await copyTree(tree)
  const { stdout } = await execute(
    'npm',
    ['pack', '--json', '--loglevel=error', '--pack-destination', folder],
    { cwd: tree, maxBuffer: OUTPUT_LIMIT_BYTES },
  )
  // What the build prints stands before.
  const [{ filename, size, files }] = packed.parse(JSON.parse(stdout.slice(stdout.indexOf('[\n'))))
  return {
    path: join(folder, filename),
    sizeBytes: size,
    files: files.map(({ path }) => path),
  }
}

/** Installs a tarball into a folder, which is made if it is missing; nothing is downloaded. */
export async function installTarball(path: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await execute('npm', ['install', ...OFFLINE, '--prefix', folder, path], { cwd: folder })
}

export interface ShellOutcome {
  readonly code: number
  readonly output: string
}

const NOT_VALID = 5
const ATTEMPTS = 3

/** Runs a gate; one that says that the machine was too busy to measure is run again, as a person would. */
export async function runGate(...[script, options]: Parameters<typeof runScript>) {
  let outcome = await runScript(script, options)
  for (let again = 1; again < ATTEMPTS && outcome.code === NOT_VALID; again += 1) {
    await rm(join(options.cwd, 'writeback-runs'), { recursive: true, force: true })
    outcome = await runScript(script, options)
  }
  return outcome
}

/** Runs a shell script as a CI machine does: first error ends it. Resolves with the output of both streams. */
export function runScript(
  script: string,
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Promise<ShellOutcome> {
  return new Promise((resolve) => {
    execFile(
      'bash',
      ['-e', '-o', 'pipefail', '-c', script],
      {
        cwd,
        env: { ...process.env, ...env, NO_COLOR: '1', npm_config_offline: 'true' },
        maxBuffer: OUTPUT_LIMIT_BYTES,
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        resolve({ code, output: stdout + stderr })
      },
    )
  })
}
