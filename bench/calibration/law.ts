/** How long the built-in server takes, known beforehand. Milliseconds. */
export interface DelayLaw {
  /** From the arrival of a request to its answer. */
  readonly delayMs: number
  /** One stretch in which nothing is taken up, counted from the first arrival. Absent: none. */
  readonly stall?: { readonly afterMs: number; readonly lastsMs: number }
}

/** What is answered at once, whatever the law says: what a request and its answer cost here. */
export const AT_ONCE_PATH = '/at-once'

/**
 * When a request that arrives is answered: the delay after its arrival, or after the end of the stall
 * that it arrived in. Times on any clock. Later arrivals are never answered before earlier ones.
 */
export function createLaw({ delayMs, stall }: DelayLaw): (arrivalMs: number) => number {
  let firstMs: number | undefined
  return (arrivalMs) => {
    firstMs ??= arrivalMs
    if (stall === undefined) return arrivalMs + delayMs
    const fromMs = firstMs + stall.afterMs
    const untilMs = fromMs + stall.lastsMs
    const takenUpMs = arrivalMs >= fromMs && arrivalMs < untilMs ? untilMs : arrivalMs
    return takenUpMs + delayMs
  }
}
