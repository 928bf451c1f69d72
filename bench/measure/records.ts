/**
 * How each operation ended, one slot an operation, allocated before the load: nine bytes, whatever the
 * load does. Workers write their own operations' slots in shared memory. Times are milliseconds from
 * the start of the load, NaN: has not happened; rounded to 24 bits (a quarter of a millisecond after an
 * hour), which can make two of them equal but never change their order: enough for who came first, not
 * for durations. Those are in the histograms, where each was recorded as it was measured.
 */
export interface OperationRecords {
  /** When it was sent. */
  readonly dispatchedMs: Float32Array
  /** When it was answered, or given up (then the outcome says so, and the time is a lower bound). */
  readonly doneMs: Float32Array
  /** Number of the outcome (`outcomes.ts`), 0: none. */
  readonly outcome: Uint8Array
}

const times = (count: number) =>
  new Float32Array(new SharedArrayBuffer(count * Float32Array.BYTES_PER_ELEMENT)).fill(Number.NaN)

export const createRecords = (count: number): OperationRecords => ({
  dispatchedMs: times(count),
  doneMs: times(count),
  outcome: new Uint8Array(new SharedArrayBuffer(count)),
})
