/**
 * What happened to each operation, one slot an operation, allocated before the load: nothing piles up,
 * and workers write their own operations' slots in shared memory, so that what was seen survives a
 * worker. Times are milliseconds from the start of the load; NaN: has not happened.
 */
export interface OperationRecords {
  /** When the dispatcher took the operation up; minus the due time: schedule lag. */
  readonly takenMs: Float64Array
  /** When it was sent: later than taken only if it waited at the in-flight cap. */
  readonly dispatchedMs: Float64Array
  /** When it was answered, or given up (then the outcome says so, and the time is a lower bound). */
  readonly doneMs: Float64Array
  /** Number of the outcome (`outcomes.ts`), 0: none. */
  readonly outcome: Uint8Array
}

const times = (count: number) =>
  new Float64Array(new SharedArrayBuffer(count * Float64Array.BYTES_PER_ELEMENT)).fill(Number.NaN)

export const createRecords = (count: number): OperationRecords => ({
  takenMs: times(count),
  dispatchedMs: times(count),
  doneMs: times(count),
  outcome: new Uint8Array(new SharedArrayBuffer(count)),
})
