import type { LoadResult } from '../../reports/model/result.ts'
import { percentileOf } from './percentiles.ts'
import type { OperationRecords } from './records.ts'

type Interval = LoadResult['intervals'][number]

interface Bucket {
  planned: number
  sent: number
  completed: number
  readonly lagsMs: number[]
  readonly responsesMs: number[]
}

const emptyBucket = (): Bucket => ({
  planned: 0,
  sent: 0,
  completed: 0,
  lagsMs: [],
  responsesMs: [],
})

const toUs = (ms: number) => Math.round(ms * 1000)
const ascending = (values: readonly number[]) => Float64Array.from(values).toSorted()

/**
 * The course of the load in intervals of `widthMs`. An operation is planned in the interval of its due
 * time, sent in that of its dispatch, completed (with its response time) in that of its end.
 * `inFlight` is the number at the interval's end.
 */
export function courseOf(
  dueMs: Float64Array,
  records: OperationRecords,
  widthMs = 1000,
): Interval[] {
  const buckets: Bucket[] = []
  const bucketAt = (atMs: number) => {
    const index = Math.floor(atMs / widthMs)
    while (buckets.length <= index) buckets.push(emptyBucket())
    return buckets[index] ?? emptyBucket()
  }
  for (const [operation, due] of dueMs.entries()) {
    const taken = records.takenMs[operation] ?? Number.NaN
    const dispatched = records.dispatchedMs[operation] ?? Number.NaN
    const done = records.doneMs[operation] ?? Number.NaN
    const planned = bucketAt(due)
    planned.planned++
    if (!Number.isNaN(taken)) planned.lagsMs.push(taken - due)
    if (!Number.isNaN(dispatched)) bucketAt(dispatched).sent++
    if (!Number.isNaN(done)) {
      const ended = bucketAt(done)
      ended.completed++
      ended.responsesMs.push(done - due)
    }
  }
  let inFlight = 0
  return buckets.map(({ planned, sent, completed, lagsMs, responsesMs }, index) => {
    inFlight += sent - completed
    const responses = ascending(responsesMs)
    return {
      startMs: index * widthMs,
      planned,
      sent,
      completed,
      inFlight,
      lagP99Us: toUs(percentileOf(ascending(lagsMs), 0.99)),
      responseP50Us: toUs(percentileOf(responses, 0.5)),
      responseP99Us: toUs(percentileOf(responses, 0.99)),
    }
  })
}
