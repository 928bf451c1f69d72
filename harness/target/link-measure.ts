import type { LinkResult } from '../../reports/model/result.ts'
import { ipIntervals, ladderBetween, reconcile, setUpBetween } from '../wire/counting/ladder.ts'
import type { Tap } from '../wire/tap.ts'

/** What a link carried while something ran, and whether its layers add up. */
export interface LinkMeasurement {
  readonly link: LinkResult
  /** Empty when every layer reconciles by formula (PWB-BW-5). */
  readonly unbalanced: readonly string[]
}

const INTERVAL_MS = 1_000
/** A little less than the tap keeps. */
const LONGEST_COURSE_MS = 3_590_000
/** A pure ACK may be delayed by 40 ms: it belongs to what it acknowledges. */
const LAST_ACK_MS = 60

const quiet = () => new Promise((resolve) => setTimeout(resolve, LAST_ACK_MS))

/**
 * Counts a link's bytes while `load` runs; `load` tells how many operations it made. Times come from
 * `now`, the clock that the tap stamps with.
 */
export async function measureLink(
  name: string,
  tap: Tap,
  now: () => number,
  load: () => Promise<number>,
): Promise<LinkMeasurement> {
  const before = await tap.measure()
  const sinceMs = now()
  const startedAt = performance.now()
  const operations = await load()
  const durationMs = performance.now() - startedAt
  await quiet()
  const after = await tap.measure()
  const ladder = ladderBetween(before, after)
  // A tap forgets: what went on longer has no course, and its sums all the same.
  const intervals =
    now() - sinceMs > LONGEST_COURSE_MS
      ? []
      : ipIntervals(tap.intervals(sinceMs, INTERVAL_MS), ladder.segments)
  return {
    link: {
      name,
      mode: tap.mode,
      ...setUpBetween(before, after),
      operations,
      durationMs,
      ladder,
      intervals: intervals.map((interval) => ({ ...interval, operations: 0 })),
    },
    unbalanced: reconcile(before, after)
      .filter(({ ok }) => !ok)
      .map((check) => `${check.name}: ${check.observed}, expected ${check.limit}`),
  }
}
