import type { Counters } from '../measure/counters.ts'
import type { Observed, Phase } from '../measure/observer.ts'
import type { OperationRecords } from '../measure/records.ts'
import type { Second } from '../measure/seconds.ts'
import type { Overflow } from './dispatcher.ts'
import type { ExecutorSpec } from './executors/index.ts'

/** What a worker is given: plain data and shared memory. */
export interface WorkerJob {
  readonly executor: ExecutorSpec
  /** This worker's operations, in due order. */
  readonly operations: Uint32Array
  readonly dueMs: Float64Array
  readonly follows?: Int32Array
  readonly account: Uint32Array
  readonly generation: Uint32Array
  readonly inFlightCap: number
  readonly overflow: Overflow
  readonly drainLimitMs: number
  readonly precise: boolean
  readonly phases: readonly Phase[]
  readonly records: OperationRecords
  readonly counters: Counters
}

/** From the parent: begin at this time of the monotonic clock; send nothing more. */
export type WorkerOrder = { readonly startAtMs: number } | 'stop'

/** From the worker: loaded and ready; a second is over; all is answered or given up. */
export type WorkerReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'second'; readonly second: Second }
  | {
      readonly kind: 'finished'
      readonly observed: Observed
      /** Of the worker's event loop, from the start to the last answer: 0 to 1. */
      readonly utilization: number
    }
