import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { packageRoot } from '../../harness/target/role-process.ts'
import type { OpenLoopRun } from '../measure/assemble.ts'
import { type Counters, createCounters, readAll } from '../measure/counters.ts'
import { createRecords, type OperationRecords } from '../measure/records.ts'
import type { Assignment } from '../workload/assignment.ts'
import type { Overflow } from './dispatcher.ts'
import type { ExecutorSpec } from './executors/index.ts'
import { monotonicMs } from './timing.ts'
import type { WorkerJob, WorkerOrder } from './worker-job.ts'

export interface Progress {
  readonly planned: number
  readonly sent: number
  readonly completed: number
  readonly inFlight: number
}

export interface OpenLoopOptions {
  /** Milliseconds from the start, ascending. */
  readonly dueMs: Float64Array
  readonly assignment: Assignment
  readonly executor: ExecutorSpec
  /** Threads that do I/O; each has the accounts whose index is its own modulo this number. */
  readonly workers: number
  /** Operations in flight, over all workers; each worker gets its share, at least 1. */
  readonly inFlightCap: number
  readonly overflow: Overflow
  readonly drainLimitMs: number
  /** Milliseconds since the epoch of the schedule's start; absent: at once. In the past: DriverError. */
  readonly startAt?: number
  /** Awake before each due time instead of asleep; default: no. */
  readonly precise?: boolean
  /** Aborted: no further sends, what is in flight is waited for. */
  readonly signal?: AbortSignal
  /** About once a second. */
  readonly onProgress?: (progress: Progress) => void
}

/** The load generator failed: what was measured says nothing about the target. */
export class DriverError extends Error {
  readonly remedy: string

  constructor(problem: string, remedy: string) {
    super(`load driver: ${problem}`)
    this.remedy = remedy
  }
}

const WORKER_FILE = join(packageRoot, 'dist', 'bench', 'drivers', 'open-loop-worker.js')
/** Time for every worker to take its order before the first arrival is due. */
const LEAD_MS = 50
const PROGRESS_MS = 1000

interface Slice {
  readonly worker: Worker
  readonly counters: Counters
  readonly ready: Promise<void>
  readonly exited: Promise<void>
}

const share = (whole: number, parts: number, index: number) =>
  Math.max(1, Math.floor(whole / parts) + (index < whole % parts ? 1 : 0))

/** By account, so that one account's operations stay in their order within one thread. */
const sliceOf = ({ account }: Assignment, workers: number, index: number) =>
  Uint32Array.from(account.keys()).filter(
    (operation) => (account[operation] ?? 0) % workers === index,
  )

async function exitOf(worker: Worker) {
  const [code]: unknown[] = await once(worker, 'exit')
  if (code !== 0) throw new Error(`a worker ended with code ${String(code)}`)
}

function startSlice(options: OpenLoopOptions, records: OperationRecords, index: number): Slice {
  const { dueMs, assignment, executor, workers, inFlightCap, overflow, drainLimitMs } = options
  const { precise = false } = options
  const counters = createCounters()
  const job: WorkerJob = {
    executor,
    operations: sliceOf(assignment, workers, index),
    dueMs,
    ...assignment,
    inFlightCap: share(inFlightCap, workers, index),
    overflow,
    drainLimitMs,
    precise,
    records,
    counters,
  }
  const worker = new Worker(WORKER_FILE, { workerData: job, name: `load ${index}` })
  const ready = once(worker, 'message').then(() => undefined)
  const exited = exitOf(worker)
  return { worker, counters, ready, exited }
}

const order = (slices: readonly Slice[], message: WorkerOrder) => {
  // A thread has no origin: the rule means windows.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  for (const { worker } of slices) worker.postMessage(message)
}

/** Milliseconds until the schedule starts. */
function leadMs({ startAt }: OpenLoopOptions): number {
  if (startAt === undefined) return LEAD_MS
  const leftMs = startAt - Date.now()
  if (leftMs >= LEAD_MS) return leftMs
  throw new DriverError(
    `ready ${Math.ceil(LEAD_MS - leftMs)} ms too late for the start at ${new Date(startAt).toISOString()}`,
    'name a later time with --start-at: a minute after the last generator is asked to start is enough',
  )
}

/** Runs the load until all is answered, the drain limit has passed, or the signal ended it. */
async function conduct(slices: readonly Slice[], options: OpenLoopOptions) {
  const exits = Promise.all(slices.map(({ exited }) => exited))
  // Awaited below; a worker that dies while others are starting must not be an unhandled rejection.
  exits.catch(() => undefined)
  await Promise.race([Promise.all(slices.map(({ ready }) => ready)), exits])
  const lead = leadMs(options)
  const startAtMs = monotonicMs() + lead
  const startedAt = Date.now() + lead
  order(slices, { startAtMs })
  const stop = () => order(slices, 'stop')
  options.signal?.addEventListener('abort', stop, { once: true })
  if (options.signal?.aborted === true) stop()
  try {
    await exits
    return { startedAt, elapsedMs: monotonicMs() - startAtMs }
  } finally {
    options.signal?.removeEventListener('abort', stop)
  }
}

/**
 * Drives an open-loop load from worker threads; this thread only reports. Every operation's fate lies
 * in shared memory, so nothing is merged and nothing is lost with a worker. Throws DriverError when a
 * worker fails; the workers have ended when it returns or throws.
 */
export async function runOpenLoop(options: OpenLoopOptions): Promise<OpenLoopRun> {
  const { dueMs, workers } = options
  const records = createRecords(dueMs.length)
  const slices = Array.from({ length: workers }, (_, index) => startSlice(options, records, index))
  const all = slices.map(({ counters }) => counters)
  const counts = () => {
    const sent = readAll(all, 'sent')
    const completed = readAll(all, 'completed')
    return { sent, completed, inFlight: sent - completed }
  }
  const progress = setInterval(
    () => options.onProgress?.({ planned: dueMs.length, ...counts() }),
    PROGRESS_MS,
  )
  try {
    const { startedAt, elapsedMs } = await conduct(slices, options)
    const { sent, completed } = counts()
    return {
      records,
      sent,
      completed,
      held: readAll(all, 'held'),
      dropped: readAll(all, 'dropped'),
      inFlightAreaMs: all.reduce((sum, { area }) => sum + (area[0] ?? 0), 0),
      startedAt,
      elapsedMs,
      interrupted: options.signal?.aborted === true,
    }
  } catch (error) {
    if (error instanceof DriverError) throw error
    const cause = error instanceof Error ? error.message : String(error)
    throw new DriverError(cause, 'this is a fault of the tool: run again, report it if it recurs')
  } finally {
    clearInterval(progress)
    await Promise.all(slices.map(({ worker }) => worker.terminate()))
  }
}
