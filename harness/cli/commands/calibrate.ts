import type { CommandModule, InferredOptionTypes } from 'yargs'
import { autocannonAlone } from '../../../bench/calibration/autocannon-alone.ts'
import { calibrate, knownLaw, RATE_PER_SECOND } from '../../../bench/calibration/calibrate.ts'
import { type Ceilings, measureCeilings } from '../../../bench/calibration/ceilings.ts'
import { calibrationCheck } from '../../../bench/calibration/judge.ts'
import { measurePace, type Pace, WARM_UP_MS } from '../../../bench/calibration/pace.ts'
import { withKnownServer } from '../../../bench/calibration/server.ts'
import { EXIT } from '../../../reports/model/exit-codes.ts'
import {
  type DriverFigure,
  meets,
  ofAutocannon,
  ofCalibration,
  ofCeilings,
  ofAwakePace,
  ofPace,
  UNDISTURBED_AT_LEAST_S,
  undisturbedSeconds,
} from '../costs/calibration-figures.ts'
import type { Outcome } from '../outcome.ts'
import { withOptions } from '../options/options.ts'

const OPTIONS = {
  quick: {
    type: 'boolean',
    default: false,
    describe: 'only the known server, once: it decides the exit code (3 s instead of 200)',
  },
  json: { type: 'boolean', default: false, describe: 'end with one line of JSON' },
} as const
type Options = InferredOptionTypes<typeof OPTIONS>

/** Eight seconds: at five, the ten requests that autocannon lets wait are more than one in a hundred. */
const KNOWN = { durationMs: 8_000 } as const
const QUICK = { durationMs: 3_000, attempts: 1 } as const
const AUTOCANNON_CONNECTIONS = 10
const PACE = { kind: 'poisson', ratePerSecond: 1_000, durationMs: 10_000 } as const
const ALONE = { ...PACE, durationMs: 5_000, precise: true, sends: false } as const
/** More of them until the host has left the machine alone for long enough. */
const PACE_ROUNDS = { atLeast: 3, atMost: 12 } as const
/** Three drivers, each first in three of them. */
const ROUNDS = 9
const ROUND = { roundMs: 2_000, perSecond: 4_000 } as const

type Tell = (figures: readonly DriverFigure[]) => void

const round = (value: number) => Number(value.toPrecision(4))

const wordsOf = ({ seconds, value, enough }: NonNullable<DriverFigure['undisturbed']>) =>
  enough
    ? `of the ${seconds} s in which the host took no processor from this machine`
    : `of all: the host left this machine alone for ${seconds} s only, ${round(value)} then`

/** What it is held to, and the rounds that count for it. */
const heldTo = ({ bar, undisturbed }: DriverFigure) =>
  [
    ...(bar?.atLeast === undefined ? [] : [`at least ${bar.atLeast}`]),
    ...(bar?.atMost === undefined ? [] : [`at most ${bar.atMost}`]),
    ...(undisturbed === undefined ? [] : [wordsOf(undisturbed)]),
  ].join(', ')

const line = (figure: DriverFigure) => {
  const { name, value, unit, spread, bar } = figure
  const between = spread === undefined ? '' : ` (${spread.map(round).join(' to ')})`
  const held = bar === undefined ? '' : ` · ${heldTo(figure)}`
  const sign = bar === undefined ? ' ' : meets(figure) ? '✓' : '✗'
  return `${sign} ${name.padEnd(60)} ${round(value)} ${unit}${between}${held}\n`
}

async function comparisons(tell: Tell) {
  const { durationMs } = KNOWN
  const planned = (RATE_PER_SECOND * durationMs) / 1000
  const connections = AUTOCANNON_CONNECTIONS
  for (const corrected of [true, false]) {
    const load = { connections, durationMs, ratePerSecond: RATE_PER_SECOND, corrected }
    const saw = await withKnownServer(knownLaw(durationMs), (edge) => autocannonAlone(edge, load))
    tell(ofAutocannon(corrected ? 'as it comes' : 'uncorrected', saw, planned))
  }
  const alone = await measurePace(ALONE)
  const awake: Pace[] = []
  const isEnough = () =>
    awake.length >= PACE_ROUNDS.atLeast && undisturbedSeconds(awake) >= UNDISTURBED_AT_LEAST_S
  while (awake.length < PACE_ROUNDS.atMost && !isEnough()) {
    awake.push(await measurePace({ ...PACE, precise: true }))
  }
  const asleep = await measurePace({ ...PACE, precise: false })
  tell(ofPace('1,000/s with nothing to send: this machine', [alone]))
  const how = `1,000/s after ${WARM_UP_MS / 1000} s of it`
  tell(ofAwakePace(`${how}, awake`, awake))
  tell(ofPace(`${how}, asleep`, [asleep]))
  const rounds: Ceilings[] = []
  for (let index = 0; index < ROUNDS; index++) rounds.push(await measureCeilings(ROUND, index))
  tell(ofCeilings(rounds))
}

/** Measures the load driver against servers that are known, and beside autocannon. */
export const calibrateCommand = (outcome: Outcome): CommandModule<object, Options> => ({
  command: 'calibrate',
  describe: 'measure the load driver itself: a known server, its pace, its ceilings',
  builder: withOptions(OPTIONS),
  async handler({ quick, json }) {
    const all: DriverFigure[] = []
    const tell: Tell = (figures) => {
      all.push(...figures)
      process.stdout.write(figures.map(line).join(''))
    }
    const found = await calibrate(quick ? QUICK : KNOWN)
    tell(ofCalibration(found))
    if (!quick) await comparisons(tell)
    const { ok, observed, limit } = calibrationCheck(found)
    const { code } = ok ? EXIT.proven : EXIT.harness
    const verdict = ok
      ? 'the driver tells the known server'
      : 'the driver is NOT TO BE BELIEVED here'
    process.stdout.write(`${verdict} (exit ${code}): ${observed}\n`)
    if (!ok) process.stdout.write(`allowed ${limit}\n`)
    if (json) process.stdout.write(`${JSON.stringify({ ok, figures: all })}\n`)
    outcome.code = code
  },
})
