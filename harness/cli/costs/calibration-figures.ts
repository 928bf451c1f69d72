import type { AutocannonSaw } from '../../../bench/calibration/autocannon-alone.ts'
import type { Ceilings } from '../../../bench/calibration/ceilings.ts'
import {
  AT_ONCE_AT_MOST_MS,
  type Calibration,
  DELAY_MS,
  delayToldMs,
  P99_AT_LEAST_MS,
} from '../../../bench/calibration/judge.ts'
import type { Pace } from '../../../bench/calibration/pace.ts'

/** One figure of the driver, and the bar that it is held to where there is one. */
export interface DriverFigure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** Least and greatest of the rounds. */
  readonly spread?: readonly [number, number]
  readonly bar?: { readonly atLeast?: number; readonly atMost?: number }
  /** In how many rounds the machine alone kept the bar, too. */
  readonly quiet?: { readonly rounds: number; readonly of: number }
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

/** Enough for a middle that is not the best of two. */
const QUIET_AT_LEAST = 3

/**
 * The same, held to the bars, which are about a driver with a core to itself: `alone` is the machine with nothing to send,
 * before and after each round. A figure is of the rounds around which the machine kept its bar, or of all where those are
 * too few: then it has to meet the bar all the same.
 */
export const ofQuietPace = (
  how: string,
  rounds: readonly Pace[],
  alone: readonly Pace[],
): DriverFigure[] =>
  PACE_FIGURES.map((row) => {
    if (!('bar' in row)) return middleOf(how, row, rounds)
    const { of, name, unit, bar } = row
    const keepsBar = (pace: Pace) => meets({ name, unit, value: pace[of], bar })
    const quiet = rounds.filter((_, index) => alone.slice(index, index + 2).every(keepsBar))
    const counted = quiet.length >= QUIET_AT_LEAST ? quiet : rounds
    return {
      ...middleOf(how, row, counted),
      bar,
      quiet: { rounds: quiet.length, of: rounds.length },
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
