import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RoleName } from '../../contract/edge.ts'
import { deferred } from '../../target/deferred.ts'
import { TargetError } from '../../target/errors.ts'
import { openStage, type Stage } from '../../target/stage.ts'
import { startSystem } from '../../target/system.ts'
import type { SystemPlan } from '../../target/plan.ts'

/** One run of the program: its folder, its systems, its interruption. */
export interface Run {
  readonly runDir: string
  readonly signal: AbortSignal
  say(line: string): void
  /** Starts a system; it is stopped when the run closes, whatever happens. Rejects once that has begun. */
  stage(plan: Omit<SystemPlan, 'runDir'>): Promise<Stage>
  /** Stops a system before the run closes. */
  leave(stage: Stage): Promise<void>
  /** Waits for what is being opened; it is closed when the run closes, whatever happens. */
  keep<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T>
  /** Rejects with the first role of any system that died unasked. */
  readonly died: Promise<never>
  close(): Promise<void>
}

const STDERR_LINES = 20

/** What ends a system, in its order. */
type Ends = readonly (() => Promise<void>)[]

/** SIGINT and SIGTERM, until it stops listening: the first aborts, one more ends the process at once. */
function listen(say: (line: string) => void) {
  const controller = new AbortController()
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130)
    say('interrupted: stopping the load and all processes; once more ends at once')
    controller.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  return {
    signal: controller.signal,
    stop() {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', interrupt)
    },
  }
}

/** Opens a run: a 0700 folder for keys and state, removed at the end; SIGINT and SIGTERM abort it. */
export async function openRun(say: (line: string) => void): Promise<Run> {
  // From before there is anything to put in order until all of it is.
  const interruption = listen(say)
  // Unix socket paths are limited to 107 bytes: keep the folder's short.
  const runDir = await mkdtemp(join(tmpdir(), 'wb-')).catch((error: unknown) => {
    interruption.stop()
    throw error
  })
  /** Of each system, in the order in which it is closed: side by side, as none knows of another. */
  const closing: Ends[] = []
  const endsOf = new Map<Stage, Ends>()
  /** Those that end already, or have: once is enough. */
  const ending = new Map<Ends, Promise<void>>()
  const starting: Promise<unknown>[] = []
  const errors: string[] = []
  const died = deferred<never>()
  let isClosing = false
  died.promise.catch(() => undefined)

  const onStderr = (role: RoleName, line: string) => {
    if (errors.length < STDERR_LINES) say(`${role}: ${line}`)
    errors.push(line)
  }

  /** What could not be undone; that a part is gone already is no news. */
  const tell = (error: unknown) => {
    if (error instanceof TargetError) say(`${error.message}. ${error.remedy}`)
  }

  const closeInTurn = async (ends: Ends) => {
    for (const end of ends) await end().catch(tell)
  }

  const close = (ends: Ends) => {
    const ended = ending.get(ends) ?? closeInTurn(ends)
    ending.set(ends, ended)
    return ended
  }

  return {
    runDir,
    signal: interruption.signal,
    say,
    died: died.promise,
    async keep(opening) {
      starting.push(opening)
      const opened = await opening
      closing.push([() => opened.close()])
      return opened
    },
    async stage(plan) {
      // Work that nobody waits for any more may ask for its next system: who would stop it?
      if (isClosing) throw new Error('the run is over: it starts no more systems')
      const started = startSystem({ ...plan, runDir }, onStderr)
      starting.push(started)
      const system = await started
      const ends = [system.close]
      closing.push(ends)
      void system.roles.died.then(died.reject)
      const stage = await openStage(system)
      ends.unshift(stage.close)
      endsOf.set(stage, ends)
      return stage
    },
    async leave(stage) {
      const ends = endsOf.get(stage)
      if (ends !== undefined) await close(ends)
    },
    async close() {
      isClosing = true
      // What is half started when Ctrl-C comes must be there before it can be stopped.
      await Promise.allSettled(starting)
      await Promise.all(closing.map(close))
      await rm(runDir, { recursive: true, force: true }).finally(interruption.stop)
    },
  }
}
