import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import { packageRoot } from '../../harness/target/processes/role-process.ts'
import { DriverError } from '../drivers/open-loop.ts'
import { type Measurement, measurementSchema } from './measure-path.ts'

export interface RoundOptions {
  /** Folder of the build that is measured. */
  readonly buildDir: string
  /** Which hot paths; none named: all. */
  readonly paths: readonly string[]
  /** How long each is measured, after half as long to warm up. */
  readonly timeMs: number
  readonly signal?: AbortSignal
}

const PROGRAM = join(packageRoot, 'dist', 'bench', 'micro', 'round-program.js')

/** One round in a child process; throws DriverError with what the child said when it failed. */
export async function runRound(options: RoundOptions): Promise<Measurement[]> {
  const { buildDir, paths, timeMs, signal } = options
  const only = paths.flatMap((path) => ['--path', path])
  const argv = [PROGRAM, '--build', buildDir, '--time-ms', String(timeMs), ...only]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
  const stop = () => child.kill()
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted === true) stop()
  try {
    const [out, problems, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ])
    if (code !== 0 && signal?.aborted !== true) {
      throw new DriverError(
        `a round of ${buildDir} ended with code ${String(code)}: ${problems.trim().split('\n').slice(-12).join(' ')}`,
        'build both versions with the same Node, and run again',
      )
    }
    const lines = out.split('\n').filter((line) => line.endsWith('}'))
    return lines.map((line) => measurementSchema.parse(JSON.parse(line)))
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}
