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
