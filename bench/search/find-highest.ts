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
  /** Of the lowest value that was given up below `broke`, its last run; undefined: all could be measured. */
  readonly unmeasured: T | undefined
  /** Every run, in order. */
  readonly trials: readonly T[]
  /** What ended the search. */
  readonly ended:
    | 'confirmed'
    | 'at-most'
    | 'not-measured-above'
    | 'nothing-held'
    | 'out-of-trials'
    | 'stopped'
    | 'not-valid'
}

const CONFIRMATIONS = 3

interface Bounds {
  /** The greatest value that was kept and lies below `high`. */
  readonly low: number | undefined
  /** The least value that ever broke, or was given up. */
  readonly high: number | undefined
}

function boundsOf(believed: readonly Trial[], givenUp: readonly Trial[]): Bounds {
  const ends = [...believed.filter(({ kept }) => !kept), ...givenUp].map(({ value }) => value)
  const high = ends.length === 0 ? undefined : Math.min(...ends)
  const held = believed.filter(({ kept, value }) => kept && (high === undefined || value < high))
  return {
    low: held.length === 0 ? undefined : Math.max(...held.map(({ value }) => value)),
    high,
  }
}

const isNarrow = (low: number, high: number, { from, precision }: SearchLimits) =>
  high - low <= Math.max(from * precision, low * precision)

const isInvalid = ({ invalid = [] }: Trial) => invalid.length > 0

/** Of each value that is given up, the last run: it may not be believed, and that before it neither. */
const givenUpIn = <T extends Trial>(trials: readonly T[]): readonly T[] =>
  trials.filter((trial, index) => {
    const before = trials[index - 1]
    return before?.value === trial.value && isInvalid(trial) && isInvalid(before)
  })

/**
 * What was measured once cannot be measured any more, or nothing ever could: lower values would not help. A
 * value above those that were kept may be too much for who measures.
 */
const isHopeless = (believed: readonly Trial[], givenUp: readonly Trial[]) =>
  givenUp.some(({ value }) => believed.some((trial) => trial.value === value)) ||
  (givenUp.length > 0 && !believed.some(({ kept }) => kept))

const lowest = <T extends Trial>(trials: readonly T[]): T | undefined =>
  trials.toSorted((a, b) => a.value - b.value)[0]

/** How often a value was kept. */
const timesKept = (trials: readonly Trial[], wanted: number) =>
  trials.filter(({ kept, value }) => kept && value === wanted).length

type Next =
  | { readonly value: number; readonly purpose: Purpose }
  | { readonly ended: 'narrow' | 'at-most' | 'nothing-held' }

/** The value to run next, or what ended the search. */
function next(trials: readonly Trial[], { low, high }: Bounds, limits: SearchLimits): Next {
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
  return { ended: high === undefined ? 'at-most' : 'narrow' }
}

/**
 * The highest value whose runs keep the thresholds: doubled until one breaks, then halved between, then
 * run three times more. A value that a confirming run breaks is given up for the middle between it and
 * the highest value known below. A run that may not be believed is repeated once; when that may not
 * either, the value is given up, and the search goes on below it: what it finds is the highest value that
 * could be measured. Bounded by `mostTrials`, and by `stopped`, asked before each run.
 */
export async function findHighest<T extends Trial>(
  run: (value: number, purpose: Purpose) => Promise<T>,
  limits: SearchLimits,
  stopped: () => boolean = () => false,
): Promise<Found<T>> {
  const trials: T[] = []
  for (;;) {
    const believed = trials.filter((trial) => !isInvalid(trial))
    const givenUp = givenUpIn(trials)
    const bounds = boundsOf(believed, givenUp)
    const broke = lowest(believed.filter(({ kept }) => !kept))
    const unmeasured = lowest(
      givenUp.filter(({ value }) => broke === undefined || value < broke.value),
    )
    const end = (ended: Found<T>['ended'], held?: number) => ({
      held,
      broke,
      unmeasured,
      trials,
      ended,
    })
    if (isHopeless(believed, givenUp)) return end('not-valid')
    const wanted = next(believed, bounds, limits)
    if ('ended' in wanted) {
      if (wanted.ended === 'nothing-held') return end('nothing-held')
      if (wanted.ended === 'at-most') return end('at-most', bounds.low)
      return end(unmeasured === undefined ? 'confirmed' : 'not-measured-above', bounds.low)
    }
    if (stopped()) return end('stopped')
    if (trials.length >= limits.mostTrials) return end('out-of-trials')
    trials.push(await run(wanted.value, wanted.purpose))
  }
}
