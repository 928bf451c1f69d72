import { createHash } from 'node:crypto'
import type { ArrivalParameters } from './arrivals/arrivals.ts'
import { ARRIVALS, type ArrivalKind } from './arrivals/index.ts'
import { createRandom } from './random.ts'

export interface ScheduleSpec extends ArrivalParameters {
  readonly kind: ArrivalKind
  readonly seed: number
}

/** When each operation is due, fixed before anything is sent. */
export interface Schedule {
  readonly spec: ScheduleSpec
  /** Milliseconds from the start of the load, ascending. */
  readonly dueMs: Float64Array
  /** Of the due times as little-endian doubles: equal hashes mean the same storm. */
  readonly sha256: string
}

const mustBePositive = (name: string, value: number) => {
  if (Number.isFinite(value) && value > 0) return
  throw new RangeError(`${name}: found ${value}, must be a number above 0`)
}

/** The same spec gives the same schedule. Throws RangeError for a rate or duration that is not above 0. */
export function createSchedule(spec: ScheduleSpec): Schedule {
  mustBePositive('ratePerSecond', spec.ratePerSecond)
  mustBePositive('durationMs', spec.durationMs)
  const dueMs = ARRIVALS[spec.kind].times(spec, createRandom(spec.seed, 'arrivals'))
  const bytes = Buffer.alloc(dueMs.length * 8)
  for (const [index, due] of dueMs.entries()) bytes.writeDoubleLE(due, index * 8)
  return { spec, dueMs, sha256: createHash('sha256').update(bytes).digest('hex') }
}
