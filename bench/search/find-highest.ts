/** What a run is for: to find a value that breaks, to narrow the gap, to see it held again. */
export type Purpose = 'growth' | 'bisection' | 'confirmation'

/** What one measured run at a load said. `value`: a rate, or a number of connections. */
export interface Trial {
  readonly value: number
  /** Every threshold was kept. */
  readonly kept: boolean
  /** Thresholds that broke, in words; empty when `kept`. */
  readonly broken: readonly string[]
  /** Why the measurement may not be believed: then it counts neither as kept nor as broken. Absent: it may. */
  readonly invalid?: readonly string[]
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
  readonly ended:
    | 'confirmed'
    | 'at-most'
    | 'nothing-held'
    | 'out-of-trials'
    | 'stopped'
    | 'not-valid'
}

/** Runs of one value in a row that may fail to measure it. */
const INVALID_AT_MOST = 2

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

const isInvalid = ({ invalid = [] }: Trial) => invalid.length > 0

/** The last runs could not be believed, the repetition neither. */
const isHopeless = (trials: readonly Trial[]) =>
  trials.length >= INVALID_AT_MOST && trials.slice(-INVALID_AT_MOST).every(isInvalid)

/** How often a value was kept. */
const timesKept = (trials: readonly Trial[], wanted: number) =>
  trials.filter(({ kept, value }) => kept && value === wanted).length

type Next =
  | { readonly value: number; readonly purpose: Purpose }
  | { readonly ended: 'confirmed' | 'at-most' | 'nothing-held' }

/** The value to run next, or what ended the search. */
function next(trials: readonly Trial[], limits: SearchLimits): Next {
  const { low, high } = boundsOf(trials)
  if (high === undefined) {
    if (low === undefined) return { value: Math.min(limits.from, limits.atMost), purpose: 'growth' }
    if (low < limits.atMost) {
      return { value: Math.min(low * 2, limits.atMost), purpose: 'growth' }
    }
  } else if (!isNarrow(low ?? 0, high, limits)) {
    return { value: ((low ?? 0) + high) / 2, purpose: 'bisection' }
  }
  if (low === undefined) return { ended: 'nothing-held' }
  if (timesKept(trials, low) <= CONFIRMATIONS) return { value: low, purpose: 'confirmation' }
  return { ended: high === undefined ? 'at-most' : 'confirmed' }
}

/** Why the search goes no further although it does not know yet; undefined: it does go on. */
function endOf(trials: readonly Trial[], { mostTrials }: SearchLimits, stopped: () => boolean) {
  if (stopped()) return 'stopped'
  if (isHopeless(trials)) return 'not-valid'
  return trials.length >= mostTrials ? 'out-of-trials' : undefined
}

/**
 * The highest value whose runs keep the thresholds: doubled until one breaks, then halved between, then
 * run three times more. A value that a confirming run breaks is given up for the middle between it and
 * the highest value known below. A run that may not be believed is repeated once; when that may not
 * either, the search ends. Bounded by `mostTrials`, and by `stopped`, asked before each run.
 */
export async function findHighest<T extends Trial>(
  run: (value: number, purpose: Purpose) => Promise<T>,
  limits: SearchLimits,
  stopped: () => boolean = () => false,
): Promise<Found<T>> {
  const trials: T[] = []
  for (;;) {
    const believed = trials.filter((trial) => !isInvalid(trial))
    const { low, high } = boundsOf(believed)
    const broke = believed.find(({ kept, value }) => !kept && value === high)
    const wanted = next(believed, limits)
    if ('ended' in wanted) {
      const held = wanted.ended === 'nothing-held' ? undefined : low
      return { held, broke, trials, ended: wanted.ended }
    }
    const ended = endOf(trials, limits, stopped)
    if (ended !== undefined) return { held: undefined, broke, trials, ended }
    trials.push(await run(wanted.value, wanted.purpose))
  }
}
