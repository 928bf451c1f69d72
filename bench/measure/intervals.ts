import type { LoadResult } from '../../reports/model/result.ts'
import { percentileOf } from './percentiles.ts'
import { SECOND_MS, type Second } from './seconds.ts'

type Interval = LoadResult['intervals'][number]

interface Collected {
  sent: number
  completed: number
  readonly lagsMs: Float64Array[]
  readonly responsesMs: Float64Array[]
}

const nothing = (): Collected => ({ sent: 0, completed: 0, lagsMs: [], responsesMs: [] })

const toUs = (ms: number) => Math.round(ms * 1000)

function ascending(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all.toSorted()
}

const plannedBySecond = (dueMs: Float64Array): number[] => {
  const planned: number[] = []
  for (const due of dueMs) {
    const index = Math.floor(due / SECOND_MS)
    while (planned.length <= index) planned.push(0)
    planned[index] = (planned[index] ?? 0) + 1
  }
  return planned
}

/**
 * The course of the load, second by second, from what its workers saw. A second is summed up once each
 * worker is past it, and its values are then forgotten. An operation is planned in the second of its due
 * time, sent in that of its dispatch, completed (with its response time) in that of its end; its lag
 * counts in the second in which it was taken up. `inFlight` is the number at the second's end.
 */
export class Course {
  readonly #planned: readonly number[]
  readonly #reached: number[]
  readonly #open = new Map<number, Collected>()
  readonly #intervals: Interval[] = []
  #inFlight = 0

  constructor(dueMs: Float64Array, workers: number) {
    this.#planned = plannedBySecond(dueMs)
    this.#reached = Array.from({ length: workers }, () => 0)
  }

  /** Takes what a worker saw; each gives its seconds in ascending order. */
  add(worker: number, { index, sent, completed, lagsMs, responsesMs }: Second) {
    const collected = this.#open.get(index) ?? nothing()
    this.#open.set(index, collected)
    collected.sent += sent
    collected.completed += completed
    collected.lagsMs.push(lagsMs)
    collected.responsesMs.push(responsesMs)
    this.#reached[worker] = index + 1
    this.#sumUpTo(Math.min(...this.#reached))
  }

  /** All seconds, to the last one in which anything was planned or seen. */
  finish(): Interval[] {
    const last = Math.max(this.#planned.length, ...[...this.#open.keys()].map((index) => index + 1))
    this.#sumUpTo(last)
    return this.#intervals
  }

  #sumUpTo(end: number) {
    for (let index = this.#intervals.length; index < end; index++) {
      const { sent, completed, lagsMs, responsesMs } = this.#open.get(index) ?? nothing()
      this.#open.delete(index)
      this.#inFlight += sent - completed
      const responses = ascending(responsesMs)
      this.#intervals.push({
        startMs: index * SECOND_MS,
        planned: this.#planned[index] ?? 0,
        sent,
        completed,
        inFlight: this.#inFlight,
        lagP99Us: toUs(percentileOf(ascending(lagsMs), 0.99)),
        responseP50Us: toUs(percentileOf(responses, 0.5)),
        responseP99Us: toUs(percentileOf(responses, 0.99)),
      })
    }
  }
}
