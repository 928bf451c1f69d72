import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { EXIT } from '../../../reports/model/exit-codes.ts'
import { endChild } from '../../target/processes/end-child.ts'
import { packageRoot } from '../../target/processes/role-process.ts'

const PROGRAM = join(packageRoot, 'dist', 'harness', 'cli', 'prove', 'command-runner.js')
/** Longer than the longest check under a fault that makes it wait. */
const ENDS_WITHIN_MS = 240_000
/** After it was interrupted a run stops its processes: so long, then it is ended. */
const STOPS_WITHIN_MS = 20_000

/** Processes that run the shipped command line, each one run at a time. */
export interface Runners {
  /** The exit code; null: the process died, or had to be ended. `fresh`: in a process that has run nothing yet. */
  run(argv: readonly string[], signal: AbortSignal, fresh?: boolean): Promise<number | null>
  /** Ends them all; none may be running. */
  close(): Promise<void>
}

/** A group of its own: Ctrl-C is for whoever proves, who then interrupts each run once. */
const start = (keyPairs: string) =>
  fork(PROGRAM, [keyPairs], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], detached: true })

const codeOf = (value: unknown) => (typeof value === 'number' ? value : null)

/** Waits for the run's end; interrupted when the signal is, or when it is late. */
async function runToItsEnd(child: ChildProcess, argv: readonly string[], signal: AbortSignal) {
  let last: NodeJS.Timeout | undefined
  const interrupt = () => {
    // SIGINT, so that it ends its own processes.
    child.kill('SIGINT')
    last = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS)
  }
  const late = setTimeout(interrupt, ENDS_WITHIN_MS)
  signal.addEventListener('abort', interrupt, { once: true })
  const over = new AbortController()
  const within = { signal: over.signal }
  try {
    child.send(argv)
    const ended: unknown[] = await Promise.race([
      once(child, 'message', within),
      once(child, 'exit', within).then(() => [null]),
    ])
    return codeOf(ended[0])
  } finally {
    over.abort()
    clearTimeout(late)
    clearTimeout(last)
    signal.removeEventListener('abort', interrupt)
  }
}

interface Runner {
  readonly child: ChildProcess
  /** How often it was asked. */
  readonly runs: number
}

/**
 * Starts a process when none is idle; one that was interrupted, died, or has done its number of runs is not asked
 * again. `runsEach` 1: every run in a process of its own. `keyPairs`: the folder of those that all systems share.
 */
export function openRunners(runsEach: number, keyPairs: string): Runners {
  const idle: Runner[] = []
  return {
    async run(argv, signal, fresh = false) {
      const known = fresh ? undefined : idle.pop()
      const { child, runs } = known ?? { child: start(keyPairs), runs: 0 }
      const code = await runToItsEnd(child, argv, signal)
      const isSpent = code === null || code === EXIT.cancelled.code || runs + 1 >= runsEach
      if (isSpent) await endChild(child)
      else idle.push({ child, runs: runs + 1 })
      return code
    },
    async close() {
      await Promise.all(idle.splice(0).map(({ child }) => endChild(child)))
    },
  }
}
