/** A fine-grained policy that applies to an account. */
export interface AppliedPolicy {
  /** Lower wins. */
  readonly precedence: number
  /** Decides between equals: the smaller one wins. */
  readonly guid: string
}

/**
 * The one that holds: what is linked to the account itself goes before what is linked to its groups,
 * then the lowest precedence wins (PWB-POL-7).
 */
export function resultantPolicy<T extends AppliedPolicy>(
  own: readonly T[],
  ofGroups: readonly T[],
): T | undefined {
  const candidates = own.length > 0 ? own : ofGroups
  return candidates.reduce<T | undefined>((best, next) => {
    if (best === undefined || next.precedence < best.precedence) return next
    return next.precedence === best.precedence && next.guid < best.guid ? next : best
  }, undefined)
}
