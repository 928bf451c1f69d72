import type { AutocannonSaw } from '../../../bench/calibration/autocannon-alone.ts'
import type { Ceilings } from '../../../bench/calibration/ceilings.ts'
import {
  AT_ONCE_AT_MOST_MS,
  type Calibration,
  DELAY_MS,
  delayToldMs,
  P99_AT_LEAST_MS,
} from '../../../bench/calibration/judge.ts'
import { percentileOf } from '../../../bench/measure/percentiles.ts'
import { type Pace, STRETCH_MS, variationOf } from '../../../bench/calibration/pace.ts'

/** One figure of the driver, and the bar that it is held to where there is one. */
export interface DriverFigure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** Least and greatest of the rounds. */
  readonly spread?: readonly [number, number]
  readonly bar?: { readonly atLeast?: number; readonly atMost?: number }
  /**
   * So many seconds there were in which the host took nothing, and what they say. The figure is that where they are
   * enough; its spread is of all rounds.
   */
  readonly undisturbed?: {
    readonly seconds: number
    readonly value: number
    readonly enough: boolean
  }
}

/** A figure that is not a number meets no bar. */
export const meets = ({ value, bar = {} }: DriverFigure): boolean =>
  value >= (bar.atLeast ?? Number.NEGATIVE_INFINITY) &&
  value <= (bar.atMost ?? Number.POSITIVE_INFINITY)

const ms = (name: string, value: number, bar?: DriverFigure['bar']): DriverFigure => ({
  name,
  value,
  unit: 'ms',
  ...(bar !== undefined && { bar }),
})

/** The server of 20 ms with a stall of 1 s, as the driver saw it. */
export const ofCalibration = (found: Calibration): DriverFigure[] => [
  ms('known server, median outside the stall', found.delayedMs),
  ms('of its answers at once', found.atOnceMs, { atMost: AT_ONCE_AT_MOST_MS }),
  ms('the difference: its delay of 20 ms', delayToldMs(found), {
    atLeast: DELAY_MS.from,
    atMost: DELAY_MS.to,
  }),
  ms('known server, p99', found.responseP99Ms, { atLeast: P99_AT_LEAST_MS }),
  {
    name: 'known server, answered ÷ planned',
    value: found.answered / found.planned,
    unit: 'ratio',
    bar: { atLeast: 1, atMost: 1 },
  },
]

/** The same server as autocannon tells it; nobody is held to that. */
export const ofAutocannon = (how: string, saw: AutocannonSaw, planned: number): DriverFigure[] => [
  ms(`autocannon, ${how}, p50`, saw.p50Ms),
  ms(`autocannon, ${how}, p99`, saw.p99Ms),
  { name: `autocannon, ${how}, answered ÷ planned`, value: saw.completed / planned, unit: 'ratio' },
]

const LAG_AT_MOST_MS = 1
const RATE_ERROR_AT_MOST = 0.001
const POISSON = { atLeast: 0.95, atMost: 1.05 }

const middle = (values: readonly number[]) => {
  const ascending = values.toSorted((a, b) => a - b)
  const half = ascending.length / 2
  const [low = Number.NaN, high = low] = ascending.slice(Math.ceil(half) - 1, Math.floor(half) + 1)
  return (low + high) / 2
}

/** What is told of the rounds of a Poisson load, and the bars of one that is awake before each due time. */
const PACE_FIGURES = [
  { of: 'lagP50Ms', name: 'lag p50', unit: 'ms' },
  { of: 'lagP99Ms', name: 'lag p99', unit: 'ms', bar: { atMost: LAG_AT_MOST_MS } },
  { of: 'rateError', name: 'rate error', unit: 'ratio', bar: { atMost: RATE_ERROR_AT_MOST } },
  { of: 'gapVariation', name: 'variation of the gaps', unit: 'ratio', bar: POISSON },
] as const satisfies readonly (Omit<DriverFigure, 'value'> & { of: keyof Pace })[]

const spreadOf = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const

type Row = (typeof PACE_FIGURES)[number]

/** The middle of the rounds and their spread. */
function middleOf(how: string, { of, name, unit }: Row, rounds: readonly Pace[]): DriverFigure {
  const values = rounds.map((round) => round[of])
  return {
    name: `${how}, ${name}`,
    value: middle(values),
    unit,
    ...(values.length > 1 && { spread: spreadOf(values) }),
  }
}

/** Of rounds that nobody is held to. */
export const ofPace = (how: string, rounds: readonly Pace[]): DriverFigure[] =>
  PACE_FIGURES.map((row) => middleOf(how, row, rounds))

/** As long as a round: at 1,000/s a hundred operations are above the p99. */
export const UNDISTURBED_AT_LEAST_S = 10

const allOf = (rounds: readonly Pace[], what: 'lagsMs' | 'gapsMs') =>
  Float64Array.from(
    rounds.flatMap(({ undisturbed }) => undisturbed.flatMap((stretch) => [...stretch[what]])),
  )

/** What the stretches in which nothing was taken say, all together. */
const UNDISTURBED: Partial<Record<keyof Pace, (rounds: readonly Pace[]) => number>> = {
  lagP99Ms: (rounds) => percentileOf(allOf(rounds, 'lagsMs').toSorted(), 0.99),
  gapVariation: (rounds) => variationOf(allOf(rounds, 'gapsMs')),
}

export const undisturbedSeconds = (rounds: readonly Pace[]): number =>
  rounds.reduce((sum, { undisturbed }) => sum + (undisturbed.length * STRETCH_MS) / 1_000, 0)

/**
 * The same, held to the bars, which are about a driver with a core to itself: lag and gaps are of the stretches in which
 * the host took no processor from this machine, or of all rounds where those are too few: then they have to meet the bar
 * all the same.
 */
export const ofAwakePace = (how: string, rounds: readonly Pace[]): DriverFigure[] =>
  PACE_FIGURES.map((row) => {
    const all = middleOf(how, row, rounds)
    if (!('bar' in row)) return all
    const pooled = UNDISTURBED[row.of]
    if (pooled === undefined) return { ...all, bar: row.bar }
    const seconds = undisturbedSeconds(rounds)
    const enough = seconds >= UNDISTURBED_AT_LEAST_S
    const value = pooled(rounds)
    return {
      ...all,
      ...(enough && { value }),
      bar: row.bar,
      undisturbed: { seconds, value, enough },
    }
  })

const CLOSED_AT_LEAST = 0.9
const OPEN_AT_LEAST = 0.6

/** Ratios of each round, their median and spread: a machine that does other work moves all three. */
export function ofCeilings(rounds: readonly Ceilings[]): DriverFigure[] {
  const against = (name: string, driver: 'closedLoop' | 'openLoop', atLeast: number) => {
    const ratios = rounds.map((round) => round[driver] / round.alone)
    return {
      name,
      value: middle(ratios),
      unit: 'ratio',
      spread: spreadOf(ratios),
      bar: { atLeast },
    }
  }
  return [
    {
      name: 'autocannon alone',
      value: middle(rounds.map(({ alone }) => alone)),
      unit: 'replies/s',
    },
    against('closed loop ÷ autocannon alone', 'closedLoop', CLOSED_AT_LEAST),
    against('open-loop ceiling ÷ autocannon alone', 'openLoop', OPEN_AT_LEAST),
  ]
}
