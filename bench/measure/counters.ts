/** Live counts of one worker in shared memory: the parent reads them while the load runs. */
export interface Counters {
  readonly counts: Int32Array
  /** Slot 0: in-flight operations integrated over time, milliseconds (for Little's law). */
  readonly area: Float64Array
}

/** Where each count stands. `held`: waited at the in-flight cap. `dropped`: not sent because of it. */
export const COUNTS = ['sent', 'completed', 'held', 'dropped'] as const
export type CountName = (typeof COUNTS)[number]

export const createCounters = (): Counters => ({
  counts: new Int32Array(new SharedArrayBuffer(COUNTS.length * Int32Array.BYTES_PER_ELEMENT)),
  area: new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT)),
})

export const count = ({ counts }: Counters, name: CountName) => {
  Atomics.add(counts, COUNTS.indexOf(name), 1)
}

export const read = ({ counts }: Counters, name: CountName): number =>
  Atomics.load(counts, COUNTS.indexOf(name))

export const readAll = (counters: readonly Counters[], name: CountName): number =>
  counters.reduce((sum, each) => sum + read(each, name), 0)
