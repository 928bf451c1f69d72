/** A page draws at most this many points a line: an hour of seconds stays small and readable. */
export const MOST_POINTS = 300

/** Neighbours joined into groups of equal size, so that at most `most` groups remain. */
export function inGroups<T>(items: readonly T[], most = MOST_POINTS): T[][] {
  const size = Math.max(1, Math.ceil(items.length / most))
  const groups: T[][] = []
  for (let from = 0; from < items.length; from += size) groups.push(items.slice(from, from + size))
  return groups
}

/** The distance between intervals that start at these times; a second when there is only one. */
export function intervalMs(intervals: readonly { readonly startMs: number }[]): number {
  const [first, second] = intervals
  return first === undefined || second === undefined ? 1_000 : second.startMs - first.startMs
}
