import { classOf, outcomeOf } from '../../../bench/measure/outcomes.ts'
import type { OperationRecords } from '../../../bench/measure/records.ts'

/** A stretch of the load, milliseconds from its start. */
export interface Stretch {
  readonly fromMs: number
  readonly toMs: number
}

/** The window of this width in which most fall; `timesMs` ascending. */
export function busiestWindow(
  timesMs: ArrayLike<number>,
  widthMs: number,
): Stretch & { readonly count: number } {
  let best = { fromMs: 0, toMs: widthMs, count: 0 }
  let first = 0
  for (let last = 0; last < timesMs.length; last++) {
    const at = timesMs[last] ?? 0
    while ((timesMs[first] ?? at) <= at - widthMs) first++
    const count = last - first + 1
    if (count > best.count) {
      const fromMs = timesMs[first] ?? 0
      best = { fromMs, toMs: fromMs + widthMs, count }
    }
  }
  return best
}

/** How many operations were sent. */
export const sentOf = ({ dispatchedMs }: OperationRecords) =>
  dispatchedMs.filter((at) => !Number.isNaN(at))

/** What became of those who came while nobody heard from the agent. */
export interface Silenced {
  readonly applied: number
  readonly expired: number
  readonly turnedAway: number
}

/**
 * Sorts the operations that were sent in the stretch. Whether one without a definite answer was applied is told by
 * `isApplied`: a bind, not the portal.
 */
export async function countSilenced(
  { dispatchedMs, outcome }: OperationRecords,
  { fromMs, toMs }: Stretch,
  isApplied: (operation: number) => Promise<boolean>,
): Promise<Silenced> {
  const counts = { applied: 0, expired: 0, turnedAway: 0 }
  for (const [operation, at] of dispatchedMs.entries()) {
    if (!(at >= fromMs && at < toMs)) continue
    const how = outcomeOf(outcome[operation] ?? 0)
    const kind = how === undefined ? 'lost' : classOf(how)
    if (kind === 'refusedOtherwise' || kind === 'refusedByPolicy') counts.turnedAway++
    else if (kind === 'accepted' || (await isApplied(operation))) counts.applied++
    else counts.expired++
  }
  return counts
}

/** An answer that takes longer than this of the scenario's time: the machine is too slow for the compression. */
const SLOWEST_ANSWER_S = 5
const TAIL = 0.99

/** Whether the parts still answer promptly in the scenario's time, by those who were answered before `untilMs`. */
export function promptness(
  { dispatchedMs, doneMs }: OperationRecords,
  untilMs: number,
  compression: number,
) {
  const seconds = [...dispatchedMs.entries()]
    .filter(([, at]) => at < untilMs)
    .map(([operation, at]) => (((doneMs[operation] ?? Number.NaN) - at) * compression) / 1_000)
    .toSorted((a, b) => a - b)
  const slowest = seconds[Math.floor(seconds.length * TAIL)] ?? Number.POSITIVE_INFINITY
  return {
    name: 'machine against compression',
    ok: slowest <= SLOWEST_ANSWER_S,
    observed: `before the silence 99 % were answered within ${slowest.toFixed(1)} s of the scenario`,
    limit: `${SLOWEST_ANSWER_S} s: on a slower machine an outage is longer than foretold`,
  }
}
