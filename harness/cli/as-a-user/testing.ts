import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseResult } from '../../../reports/model/parse.ts'
import type { Result } from '../../../reports/model/result.ts'
import { packageRoot } from '../../target/processes/role-process.ts'
import { processTree } from '../../target/processes/sockets.ts'

/** What a run of the shipped command left behind. */
export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** A module that is loaded before the program: to break what it stands on. */
  readonly preload?: string
  /** Called with the process once it runs: to interrupt it, or to kill one of its children. */
  readonly during?: (pid: number, output: () => string) => Promise<void>
}

/** This process’s environment without what turns colours on: tests compare text, on CI machines too. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _forced, ...rest } = process.env
  return { ...rest, NO_COLOR: '1' }
}

/** Runs `writeback` as a user does: the compiled program, a process of its own. */
export async function runCommand(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const program = join(packageRoot, 'dist', 'harness', 'cli', 'main.js')
  const { preload } = options
  const before = preload === undefined ? [] : ['--import', preload]
  const child = spawn(process.execPath, [...before, program, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: plainEnvironment(),
  })
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    text.stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    text.stderr += chunk.toString()
  })
  const ended = once(child, 'close')
  if (child.pid !== undefined) {
    await options.during?.(child.pid, () => text.stdout + text.stderr)
  }
  const [code] = await ended
  return { code: typeof code === 'number' ? code : null, ...text }
}

/** A folder that is gone afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'wbt-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The one result file below a folder that a run wrote into. */
export async function readOnlyResult(folder: string): Promise<unknown> {
  const names = await readdir(folder, { recursive: true })
  const files = names.filter((name) => name.endsWith('result.json'))
  const [file] = files
  if (file === undefined || files.length > 1) {
    throw new Error(`expected one result.json below ${folder}, found ${files.length}`)
  }
  return JSON.parse(await readFile(join(folder, file), 'utf8'))
}

/** The only result below the folder, read as a report reads it; throws with every problem. */
export async function resultIn(folder: string): Promise<Result> {
  const parsed = parseResult(await readOnlyResult(folder))
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  return parsed.result
}

/** A storm in which the agent is killed, then the link cut; its own time is halved. */
export const ROUGH_SCENARIO = [
  'version: 1',
  'title: rough',
  'compression: 2',
  'population: { people: 100 }',
  'operations: { administrator-reset: 1 }',
  'phases:',
  '  - { name: storm, duration: 12 s, arrivals: { kind: uniform, ratePerSecond: 4 } }',
  'disturbances:',
  '  - { kind: agent-killed, at: 3 s, for: 1 s }',
  '  - { kind: link-cut, at: 9 s, for: 1 s }',
].join('\n')

const COMES_WITHIN_MS = 200_000
const POLL_MS = 20

/** Fails, with what was there instead, where `look` never finds it. */
export async function waitFor<T>(
  look: () => T | undefined | Promise<T | undefined>,
  instead: () => string,
): Promise<T> {
  const deadline = performance.now() + COMES_WITHIN_MS
  while (performance.now() < deadline) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(POLL_MS)
  }
  throw new Error(`it never came; there was: ${instead()}`)
}

/** Until what the command has written so far matches. */
export const until = (output: () => string, pattern: RegExp): Promise<RegExpExecArray> =>
  waitFor(() => pattern.exec(output()) ?? undefined, output)

/** The process of a role below the given one, once it is there. */
export function findRole(pid: number, role: string): Promise<number> {
  const look = async () => {
    for (const candidate of await processTree(pid)) {
      const line = await readFile(`/proc/${candidate}/cmdline`, 'utf8').catch(() => '')
      if (line.split('\0').includes(role)) return candidate
    }
    return undefined
  }
  return waitFor(look, () => `no ${role} below process ${pid}`)
}
