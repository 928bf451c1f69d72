/** Over the length that is wanted: a run whose code is compiled is faster than the one before it. */
const MARGIN = 1.25
/** A run of a few milliseconds tells little of one of seconds. */
const MOST_MORE = 8

interface Found {
  readonly operations: number
  readonly tookMs: number
}

/** How many operations to run instead, so that they last `atLeastMs`; undefined where these did. */
export function operationsToLast(
  atLeastMs: number,
  { operations, tookMs }: Found,
): number | undefined {
  if (tookMs >= atLeastMs) return undefined
  const more = tookMs > 0 ? (MARGIN * atLeastMs) / tookMs : MOST_MORE
  return Math.ceil(operations * Math.min(MOST_MORE, more))
}
