/** Active Directory's MaxValRange: the most values of one attribute that one answer holds. */
export const MAX_RANGE_VALUES = 1_500

/** Which values of an attribute are wanted, from the first one at 0; `to` is the last one. */
export interface ValueRange {
  readonly from: number
  readonly to: number
}

const OPTION = /;range=(\d{1,9})-(\d{1,9}|\*)(?:;|$)/i

/** What a requested name asks for (`member;range=1500-*`). Undefined: no range, or none that can be read. */
export function rangeOf(requested: string): ValueRange | undefined {
  const [, low, high] = OPTION.exec(requested) ?? []
  if (low === undefined || high === undefined) return undefined
  const from = Number(low)
  const most = from + MAX_RANGE_VALUES - 1
  return { from, to: high === '*' ? most : Math.min(Number(high), most) }
}

/** The name that a part is sent under: `*` for its end tells that nothing follows. */
export const partName = (name: string, { from, to }: ValueRange, total: number): string =>
  `${name};range=${from}-${to >= total - 1 ? '*' : to}`
