import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { packageRoot } from '../../harness/target/processes/role-process.ts'
import { type Counters, createCounters } from '../measure/counters.ts'
import type { Second } from '../measure/seconds.ts'
import type { WorkerJob, WorkerReport } from './worker-job.ts'

const WORKER_FILE = join(packageRoot, 'dist', 'bench', 'drivers', 'open-loop-worker.js')

/** What the workers share out among themselves. */
interface Plan extends Omit<WorkerJob, 'operations' | 'counters'> {
  readonly workers: number
}

type Finished = Pick<Extract<WorkerReport, { kind: 'finished' }>, 'observed' | 'utilization'>

/** One worker, and what it said so far. */
export interface Slice {
  readonly worker: Worker
  readonly counters: Counters
  readonly ready: Promise<void>
  /** Rejects when the worker failed. */
  readonly exited: Promise<void>
  /** Once it has exited. */
  finished(): Finished
}

/** The same numbers where every thread sees them: handed over, each worker would get a copy. */
export function inSharedMemory<T extends Float64Array | Uint32Array | Int32Array>(
  values: T,
  Numbers: new (buffer: SharedArrayBuffer) => T,
): T {
  if (values.buffer instanceof SharedArrayBuffer) return values
  const shared = new Numbers(new SharedArrayBuffer(values.byteLength))
  shared.set(values)
  return shared
}

const share = (whole: number, parts: number, index: number) =>
  Math.floor(whole / parts) + (index < whole % parts ? 1 : 0)

/** By account, so that one account's operations stay in their order within one thread. */
function operationsOf({ account, workers }: Plan, index: number): Uint32Array {
  const isOwn = (whose: number) => whose % workers === index
  const own = new Uint32Array(account.reduce((sum, whose) => sum + (isOwn(whose) ? 1 : 0), 0))
  let next = 0
  for (const [operation, whose] of account.entries()) if (isOwn(whose)) own[next++] = operation
  return own
}

async function exitOf(worker: Worker) {
  const [code]: unknown[] = await once(worker, 'exit')
  if (code !== 0) throw new Error(`a worker ended with code ${String(code)}`)
}

/** Starts the worker for its share of the accounts. `onSecond`: what it saw, second by second. */
export function startSlice(plan: Plan, index: number, onSecond: (second: Second) => void): Slice {
  const { executor, dueMs, follows, account, generation, phases, records } = plan
  const counters = createCounters()
  const job: WorkerJob = {
    executor,
    operations: operationsOf(plan, index),
    dueMs,
    ...(follows !== undefined && { follows }),
    account,
    generation,
    phases,
    inFlightCap: share(plan.inFlightCap, plan.workers, index),
    overflow: plan.overflow,
    drainLimitMs: plan.drainLimitMs,
    precise: plan.precise,
    records,
    counters,
  }
  const worker = new Worker(WORKER_FILE, { workerData: job, name: `load ${index}` })
  let finished: Finished | undefined
  const ready = new Promise<void>((resolve) => {
    worker.on('message', (report: WorkerReport) => {
      if (report.kind === 'ready') resolve()
      else if (report.kind === 'second') onSecond(report.second)
      else finished = report
    })
  })
  return {
    worker,
    counters,
    ready,
    exited: exitOf(worker),
    finished() {
      if (finished === undefined) throw new Error(`worker ${index} ended without a report`)
      return finished
    },
  }
}
