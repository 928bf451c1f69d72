import type { OpenLoopRun } from '../measure/assemble.ts'
import { readAll } from '../measure/counters.ts'
import { Course } from '../measure/intervals.ts'
import { type Observed, type Phase, WHOLE } from '../measure/observer.ts'
import { createRecords, type OperationRecords } from '../measure/records.ts'
import { Recorder } from '../measure/recorder.ts'
import type { Assignment } from '../workload/assignment.ts'
import type { Overflow } from './dispatcher.ts'
import type { ExecutorSpec } from './executors/index.ts'
import { monotonicMs } from './timing.ts'
import { inSharedMemory, type Slice, startSlice } from './slice.ts'
import type { WorkerOrder } from './worker-job.ts'

export interface Progress {
  readonly planned: number
  readonly sent: number
  readonly completed: number
  readonly inFlight: number
  /** Every operation's fate until now: what others write, read only. */
  readonly records: OperationRecords
}

export interface OpenLoopOptions {
  /** Milliseconds from the start, ascending. */
  readonly dueMs: Float64Array
  /** Operation → the one of the same account without whose failure it is not sent; -1, or absent: none. */
  readonly follows?: Int32Array
  readonly assignment: Assignment
  readonly executor: ExecutorSpec
  /** Threads that do I/O, no more than `inFlightCap`; each has the accounts whose index is its own modulo this number. */
  readonly workers: number
  /** Operations in flight, over all workers together, at least 1; each worker gets its share. */
  readonly inFlightCap: number
  readonly overflow: Overflow
  readonly drainLimitMs: number
  /** Milliseconds since the epoch of the schedule's start; absent: at once. In the past: DriverError. */
  readonly startAt?: number
  /** Stretches with histograms of their own: ascending, the first from 0. Default: one, `storm`. */
  readonly phases?: readonly Phase[]
  /** Awake before each due time instead of asleep; default: no. */
  readonly precise?: boolean
  /** Aborted: no further sends, what is in flight is waited for. */
  readonly signal?: AbortSignal
  /** The schedule's start is known: monotonic milliseconds of this process, perhaps still to come. */
  readonly onStart?: (startAtMs: number) => void
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

/** Time for every worker to take its order before the first arrival is due. */
const LEAD_MS = 50
const PROGRESS_MS = 1000

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
  options.onStart?.(startAtMs)
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

/** What the workers saw, as if one had seen it all: histograms added bucket for bucket. */
function joined(parts: readonly Observed[]) {
  const recorder = new Recorder()
  try {
    for (const { histograms } of parts) recorder.merge(histograms)
    const spans = parts.flatMap(({ sentMs }) => (sentMs === null ? [] : [sentMs]))
    const first = Math.min(...spans.map((span) => span.first))
    const last = Math.max(...spans.map((span) => span.last))
    return {
      histograms: recorder.results(),
      clamped: parts.reduce((sum, { clamped }) => sum + clamped, 0),
      sendSpanMs: spans.length === 0 ? 0 : last - first,
    }
  } finally {
    recorder.destroy()
  }
}

/**
 * Drives an open-loop load from worker threads; this thread only reports. How each operation ended lies
 * in shared memory; durations are recorded where they are measured. Throws DriverError when a worker
 * fails; the workers have ended when it returns or throws.
 */
export async function runOpenLoop(options: OpenLoopOptions): Promise<OpenLoopRun> {
  const { phases = WHOLE, precise = false, follows } = options
  const workers = Math.min(options.workers, options.inFlightCap)
  const dueMs = inSharedMemory(options.dueMs, Float64Array)
  const records = createRecords(dueMs.length)
  // Whether the others are needed is seen when they fall due: the course tells them as sent only.
  const firstTries =
    follows === undefined ? dueMs : dueMs.filter((_, operation) => (follows[operation] ?? -1) < 0)
  const course = new Course(firstTries, workers)
  const plan = {
    ...options,
    workers,
    dueMs,
    ...(follows !== undefined && { follows: inSharedMemory(follows, Int32Array) }),
    account: inSharedMemory(options.assignment.account, Uint32Array),
    generation: inSharedMemory(options.assignment.generation, Uint32Array),
    phases,
    precise,
    records,
  }
  const slices = Array.from({ length: workers }, (_, index) =>
    startSlice(plan, index, (second) => course.add(index, second)),
  )
  const all = slices.map(({ counters }) => counters)
  const counts = () => {
    const sent = readAll(all, 'sent')
    const completed = readAll(all, 'completed')
    return { sent, completed, inFlight: sent - completed }
  }
  const progress = setInterval(
    () => options.onProgress?.({ planned: dueMs.length, records, ...counts() }),
    PROGRESS_MS,
  )
  try {
    const { startedAt, elapsedMs } = await conduct(slices, options)
    const { sent, completed } = counts()
    const finished = slices.map((slice) => slice.finished())
    return {
      records,
      ...joined(finished.map(({ observed }) => observed)),
      // Who is awake all the time uses all of it, whatever the load.
      utilizations: precise ? [] : finished.map(({ utilization }) => utilization),
      intervals: course.finish(),
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
