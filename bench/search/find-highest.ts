/** What one measured run at a load said. `value`: a rate, or a number of connections. */
export interface Trial {
  readonly value: number
  /** Every threshold was kept. */
  readonly kept: boolean
  /** Thresholds that broke, in words; empty when `kept`. */
  readonly broken: readonly string[]
}

export interface SearchLimits {
  /** Where it begins; above 0. */
  readonly from: number
  /** Nothing above is tried. */
  readonly atMost: number
  /** The interval is narrow enough when its width is this share of its lower end. */
  readonly precision: number
  /** Measured runs in all, the confirming ones included. */
  readonly mostTrials: number
}

export interface Found<T extends Trial> {
  /** The highest value that was held in every confirming run; undefined: none was. */
  readonly held: number | undefined
  /** Broken first above `held`; undefined: nothing broke up to `atMost`. */
  readonly broke: T | undefined
  /** Every run, in order. */
  readonly trials: readonly T[]
  /** What ended the search. */
  readonly ended: 'confirmed' | 'at-most' | 'nothing-held' | 'out-of-trials' | 'stopped'
}

const CONFIRMATIONS = 3

interface Bounds {
  /** The greatest value that was kept and lies below `high`. */
  readonly low: number | undefined
  /** The least value that ever broke. */
  readonly high: number | undefined
}

function boundsOf(trials: readonly Trial[]): Bounds {
  const broken = trials.filter(({ kept }) => !kept).map(({ value }) => value)
  const high = broken.length === 0 ? undefined : Math.min(...broken)
  const held = trials.filter(({ kept, value }) => kept && (high === undefined || value < high))
  return {
    low: held.length === 0 ? undefined : Math.max(...held.map(({ value }) => value)),
    high,
  }
}

const isNarrow = (low: number, high: number, { from, precision }: SearchLimits) =>
  high - low <= Math.max(from * precision, low * precision)

/** How often a value was kept. */
const timesKept = (trials: readonly Trial[], wanted: number) =>
  trials.filter(({ kept, value }) => kept && value === wanted).length

/** The value to run next, or what ended the search. */
function next(
  trials: readonly Trial[],
  limits: SearchLimits,
): number | 'confirmed' | 'at-most' | 'nothing-held' {
  const { low, high } = boundsOf(trials)
  if (high === undefined) {
    if (low === undefined) return Math.min(limits.from, limits.atMost)
    if (low < limits.atMost) return Math.min(low * 2, limits.atMost)
  } else if (!isNarrow(low ?? 0, high, limits)) {
    return ((low ?? 0) + high) / 2
  }
  if (low === undefined) return 'nothing-held'
  if (timesKept(trials, low) <= CONFIRMATIONS) return low
  return high === undefined ? 'at-most' : 'confirmed'
}

/**
 * The highest value whose runs keep the thresholds: doubled until one breaks, then halved between, then
 * run three times more. A value that a confirming run breaks is given up for the middle between it and
 * the highest value known below. Bounded by `mostTrials`, and by `stopped`, asked before each run.
 */
export async function findHighest<T extends Trial>(
  run: (value: number) => Promise<T>,
  limits: SearchLimits,
  stopped: () => boolean = () => false,
): Promise<Found<T>> {
  const trials: T[] = []
  const broke = () => {
    const { high } = boundsOf(trials)
    return trials.find(({ kept, value }) => !kept && value === high)
  }
  while (!stopped() && trials.length < limits.mostTrials) {
    const value = next(trials, limits)
    if (typeof value === 'number') trials.push(await run(value))
    else return { held: boundsOf(trials).low, broke: broke(), trials, ended: value }
  }
  const value = next(trials, limits)
  const ended = stopped() ? 'stopped' : 'out-of-trials'
  return typeof value === 'number'
    ? { held: undefined, broke: broke(), trials, ended }
    : { held: boundsOf(trials).low, broke: broke(), trials, ended: value }
}
