import type { ArrivalKind } from '../workload/arrivals/index.ts'
import { createSchedule } from '../workload/schedule.ts'
import { percentileMs, runAgainstKnown } from './known-run.ts'
import { withKnownServer } from './server.ts'

/** How well the driver keeps its due times. Milliseconds; shares of one. */
export interface Pace {
  readonly sent: number
  readonly lagP50Ms: number
  readonly lagP99Ms: number
  /** How far the time from the first send to the last is from the planned one. */
  readonly rateError: number
  /** Of the gaps between sends: their standard deviation ÷ their mean. Evenly spaced 0, Poisson 1. */
  readonly gapVariation: number
}

const CONNECTIONS = 32
const SEED = 1

/** Coefficient of variation of the gaps between ascending times. */
export function gapVariation(ascendingMs: Float64Array): number {
  const gaps = ascendingMs.subarray(1).map((at, index) => at - (ascendingMs[index] ?? at))
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
  return Math.sqrt(variance) / mean
}

const span = (ascendingMs: Float64Array) => (ascendingMs.at(-1) ?? 0) - (ascendingMs[0] ?? 0)

/** Drives a server that answers at once, at a rate that it bears. */
export const measurePace = (options: {
  readonly kind: ArrivalKind
  readonly ratePerSecond: number
  readonly durationMs: number
  readonly precise: boolean
  readonly signal?: AbortSignal
}): Promise<Pace> =>
  withKnownServer({ delayMs: 0 }, async (edge) => {
    const { kind, ratePerSecond, durationMs, precise, signal } = options
    const schedule = createSchedule({ kind, ratePerSecond, durationMs, seed: SEED })
    const { run, load } = await runAgainstKnown(edge, schedule, CONNECTIONS, {
      precise,
      ...(signal !== undefined && { signal }),
    })
    const sentMs = Float64Array.from(run.records.dispatchedMs)
      .filter((at) => !Number.isNaN(at))
      .toSorted()
    return {
      sent: load.ledger.sent,
      lagP50Ms: percentileMs(load, 'lag', 'p50'),
      lagP99Ms: percentileMs(load, 'lag', 'p99'),
      rateError: Math.abs(span(sentMs) / span(schedule.dueMs) - 1),
      gapVariation: gapVariation(sentMs),
    }
  })
