import type { ArrivalKind } from '../workload/arrivals/index.ts'
import { createSchedule } from '../workload/schedule.ts'
import { monotonicMs } from '../drivers/timing.ts'
import { isUndisturbed, watchStolenTime } from './stolen-time.ts'
import { percentileMs, runAgainstKnown } from './known-run.ts'
import { withKnownServer } from './server.ts'

/** How well the driver keeps its due times, once it is warm. Milliseconds; shares of one. */
export interface Pace {
  readonly sent: number
  readonly lagP50Ms: number
  readonly lagP99Ms: number
  /** How far the time from the first send to the last is from the planned one. */
  readonly rateError: number
  /** Of the gaps between sends: their standard deviation ÷ their mean. Evenly spaced 0, Poisson 1. */
  readonly gapVariation: number
  /** The stretches in which the host took no processor from this machine, as far as it tells. */
  readonly undisturbed: readonly Sent[]
}

/** What was sent in a stretch, ascending. Milliseconds. */
export interface Sent {
  readonly lagsMs: Float64Array
  readonly gapsMs: Float64Array
}

const CONNECTIONS = 32
const SEED = 1
/**
 * Of the same load, before what is measured: its TLS handshakes keep the thread that sends busy for
 * milliseconds each, and its code is compiled. A load of people has such a beginning too, and tells it
 * in its own histograms; this is about the clock.
 */
export const WARM_UP_MS = 2_000
const MEASURED = 'pace'
/** Short beside how often a busy host takes a processor, long beside how often the counter of that is looked at. */
export const STRETCH_MS = 250

const gapsBetween = (ascendingMs: Float64Array) =>
  ascendingMs.subarray(1).map((at, index) => at - (ascendingMs[index] ?? at))

/** Coefficient of variation of gaps. */
export function variationOf(gaps: Float64Array): number {
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
  return Math.sqrt(variance) / mean
}

/** The same of the gaps between ascending times. */
export const gapVariation = (ascendingMs: Float64Array): number =>
  variationOf(gapsBetween(ascendingMs))

const span = (ascendingMs: Float64Array) => (ascendingMs.at(-1) ?? 0) - (ascendingMs[0] ?? 0)

const isSent = (at: number) => !Number.isNaN(at)

/** Rate and gaps of the sends that fell due at `fromMs` or later; one that was not made is not a number. */
export function paceOf(
  dueMs: Float64Array,
  dispatchedMs: Float32Array | Float64Array,
  fromMs: number,
) {
  const isDue = (_: number, operation: number) => (dueMs[operation] ?? 0) >= fromMs
  const sentMs = Float64Array.from(dispatchedMs).filter(isDue).filter(isSent).toSorted()
  return {
    sent: sentMs.length,
    rateError: Math.abs(span(sentMs) / span(dueMs.filter(isDue)) - 1),
    gapVariation: gapVariation(sentMs),
  }
}

/** What fell due in each whole stretch after `fromMs` that is `counted`; one that was not sent has no lag. */
export function sentByStretch(
  dueMs: Float64Array,
  dispatchedMs: Float32Array | Float64Array,
  fromMs: number,
  counted: (stretch: { readonly fromMs: number; readonly untilMs: number }) => boolean,
): Sent[] {
  const lastMs = dueMs.at(-1) ?? 0
  const stretches = Math.max(0, Math.floor((lastMs - fromMs) / STRETCH_MS))
  return Array.from({ length: stretches }, (_, index) => ({
    fromMs: fromMs + index * STRETCH_MS,
    untilMs: fromMs + (index + 1) * STRETCH_MS,
  }))
    .filter(counted)
    .map((stretch) => {
      const isDue = (_: number, operation: number) => {
        const due = dueMs[operation] ?? Number.NaN
        return due >= stretch.fromMs && due < stretch.untilMs
      }
      const sentMs = Float64Array.from(dispatchedMs).filter(isDue)
      const due = dueMs.filter(isDue)
      const lagsMs = sentMs.map((at, operation) => at - (due[operation] ?? at))
      return {
        lagsMs: lagsMs.filter(isSent).toSorted(),
        gapsMs: gapsBetween(sentMs.filter(isSent).toSorted()),
      }
    })
}

/**
 * Drives a server that answers at once, at a rate that it bears; `durationMs` comes after the warm-up. `sends` false:
 * the same loop with nothing to send, which is as late as the machine itself is away.
 */
export const measurePace = (options: {
  readonly kind: ArrivalKind
  readonly ratePerSecond: number
  readonly durationMs: number
  readonly precise: boolean
  readonly sends?: boolean
  readonly signal?: AbortSignal
}): Promise<Pace> =>
  withKnownServer({ delayMs: 0 }, async (edge) => {
    const { kind, ratePerSecond, precise, sends = true, signal } = options
    const durationMs = WARM_UP_MS + options.durationMs
    const schedule = createSchedule({ kind, ratePerSecond, durationMs, seed: SEED })
    const watch = watchStolenTime(monotonicMs)
    let startAtMs = Number.NaN
    const { run, load } = await runAgainstKnown(edge, schedule, CONNECTIONS, {
      precise,
      onStart: (atMs) => {
        startAtMs = atMs
      },
      sends,
      phases: [
        { name: 'warm-up', fromMs: 0 },
        { name: MEASURED, fromMs: WARM_UP_MS },
      ],
      ...(signal !== undefined && { signal }),
    })
    const stolen = watch.stop()
    const isCounted = ({ fromMs, untilMs }: { fromMs: number; untilMs: number }) =>
      isUndisturbed(stolen, { fromMs: startAtMs + fromMs, untilMs: startAtMs + untilMs })
    return {
      undisturbed: sentByStretch(schedule.dueMs, run.records.dispatchedMs, WARM_UP_MS, isCounted),
      ...paceOf(schedule.dueMs, run.records.dispatchedMs, WARM_UP_MS),
      lagP50Ms: percentileMs(load, 'lag', 'p50', MEASURED),
      lagP99Ms: percentileMs(load, 'lag', 'p99', MEASURED),
    }
  })
