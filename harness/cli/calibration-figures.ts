import type { AutocannonSaw } from '../../bench/calibration/autocannon-alone.ts'
import type { Ceilings } from '../../bench/calibration/ceilings.ts'
import {
  AT_ONCE_AT_MOST_MS,
  type Calibration,
  DELAY_MS,
  delayToldMs,
  P99_AT_LEAST_MS,
} from '../../bench/calibration/judge.ts'
import type { Pace } from '../../bench/calibration/pace.ts'

/** One figure of the driver, and the bar that it is held to where there is one. */
export interface DriverFigure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** Least and greatest of the rounds. */
  readonly spread?: readonly [number, number]
  readonly bar?: { readonly atLeast?: number; readonly atMost?: number }
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

/** A Poisson load; `isHeld`: awake before each due time, which the bars are for. */
export const ofPace = (how: string, pace: Pace, isHeld: boolean): DriverFigure[] => {
  const held = (bar: DriverFigure['bar']) => (isHeld && bar !== undefined ? { bar } : {})
  return [
    { ...ms(`${how}, lag p50`, pace.lagP50Ms) },
    { ...ms(`${how}, lag p99`, pace.lagP99Ms), ...held({ atMost: LAG_AT_MOST_MS }) },
    {
      name: `${how}, rate error`,
      value: pace.rateError,
      unit: 'ratio',
      ...held({ atMost: RATE_ERROR_AT_MOST }),
    },
    {
      name: `${how}, variation of the gaps`,
      value: pace.gapVariation,
      unit: 'ratio',
      ...held(POISSON),
    },
  ]
}

const CLOSED_AT_LEAST = 0.9
const OPEN_AT_LEAST = 0.6

const middle = (values: readonly number[]) => {
  const ascending = values.toSorted((a, b) => a - b)
  const half = ascending.length / 2
  const [low = Number.NaN, high = low] = ascending.slice(Math.ceil(half) - 1, Math.floor(half) + 1)
  return (low + high) / 2
}

/** Ratios of each round, their median and spread: a machine that does other work moves all three. */
export function ofCeilings(rounds: readonly Ceilings[]): DriverFigure[] {
  const against = (name: string, driver: 'closedLoop' | 'openLoop', atLeast: number) => {
    const ratios = rounds.map((round) => round[driver] / round.alone)
    const spread = [Math.min(...ratios), Math.max(...ratios)] as const
    return { name, value: middle(ratios), unit: 'ratio', spread, bar: { atLeast } }
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
