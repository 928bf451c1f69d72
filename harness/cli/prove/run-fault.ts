import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseResult } from '../../../reports/model/parse.ts'
import type { RequirementResult } from '../../../reports/model/result.ts'
import type { FaultRun } from '../../conformance/kill-matrix/judge.ts'
import { packageRoot } from '../../target/role-process.ts'

const PROGRAM = join(packageRoot, 'dist', 'harness', 'cli', 'main.js')
/** Longer than the longest check under a fault that makes it wait. */
const ENDS_WITHIN_MS = 240_000
const FIRINGS = 'firings'

async function readRequirements(folder: string): Promise<RequirementResult[] | undefined> {
  const names = await readdir(folder, { recursive: true })
  const file = names.find((name) => name.endsWith('result.json'))
  if (file === undefined) return undefined
  const parsed = parseResult(JSON.parse(await readFile(join(folder, file), 'utf8')))
  return parsed.ok ? parsed.result.requirements : undefined
}

/** Runs the command as a user does and waits for its end; interrupted when the signal is, or when it is late. */
async function runToItsEnd(argv: readonly string[], signal: AbortSignal): Promise<number | null> {
  const child = spawn(process.execPath, [PROGRAM, ...argv], { stdio: 'ignore' })
  // SIGINT, so that it ends its own processes.
  const interrupt = () => child.kill('SIGINT')
  const late = setTimeout(interrupt, ENDS_WITHIN_MS)
  signal.addEventListener('abort', interrupt, { once: true })
  const [code]: unknown[] = await once(child, 'close')
  clearTimeout(late)
  signal.removeEventListener('abort', interrupt)
  return typeof code === 'number' ? code : null
}

/** The shipped command under one fault, or under none, over these requirements. */
export async function runUnderFault(
  fault: string | undefined,
  kills: Readonly<Record<string, string>>,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<FaultRun> {
  const folder = await mkdtemp(join(tmpdir(), 'wbp-'))
  const startedAt = performance.now()
  try {
    const only = ids.flatMap((id) => ['--only', id])
    const under = fault === undefined ? [] : ['--fault', fault, '--firings', join(folder, FIRINGS)]
    const exitCode = await runToItsEnd(['conform', ...only, ...under, '--out', folder], signal)
    const fired = await readFile(join(folder, FIRINGS), 'utf8').catch(() => '')
    return {
      fault: fault ?? 'none',
      kills,
      firings: fired.split('\n').filter(Boolean).length,
      exitCode,
      requirements: await readRequirements(folder),
      durationMs: performance.now() - startedAt,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
