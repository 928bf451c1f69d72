import { createSchedule } from '../workload/schedule.ts'
import { type Calibration, isReproduced } from './judge.ts'
import { percentileMs, runAgainstKnown } from './known-run.ts'
import { AT_ONCE_PATH, type DelayLaw } from './law.ts'
import { medianOutside } from './outside-stall.ts'
import { withKnownServer } from './server.ts'

/** The server that the driver must reproduce: 20 ms, and one second in which nothing is taken up. */
const DELAY_MS = 20
const STALL_MS = 1_000
export const RATE_PER_SECOND = 200
/** In turns, so that the second kind shares the other's minute, connections and load. One in four: no answer is due with a request. */
const PATHS = ['/', '/', '/', AT_ONCE_PATH] as const
const isAtOnce = (operation: number) => PATHS[operation % PATHS.length] === AT_ONCE_PATH
/** The share of the load that comes before the stall. */
const BEFORE_STALL = 0.4
/** Enough that few wait for one in the stall, few enough that handshakes are no load of their own. */
const CONNECTIONS = 32

const stallOf = (durationMs: number) => ({
  afterMs: durationMs * BEFORE_STALL,
  lastsMs: STALL_MS,
})

export const knownLaw = (durationMs: number): DelayLaw => ({
  delayMs: DELAY_MS,
  stall: stallOf(durationMs),
})

export interface CalibrationOptions {
  /** Of the load: more than twice the stall, so that most of it is outside. */
  readonly durationMs: number
  /** At most this often, until the known server is reproduced; default 5. */
  readonly attempts?: number
  readonly signal?: AbortSignal
}

const measure = ({ durationMs, signal }: CalibrationOptions) =>
  withKnownServer(knownLaw(durationMs), async (edge) => {
    const schedule = createSchedule({
      kind: 'uniform',
      ratePerSecond: (RATE_PER_SECOND * PATHS.length) / (PATHS.length - 1),
      durationMs,
      seed: 1,
    })
    const { run, load } = await runAgainstKnown(edge, schedule, CONNECTIONS, {
      precise: true,
      paths: PATHS,
      ...(signal !== undefined && { signal }),
    })
    const median = (isCounted: (operation: number) => boolean) =>
      medianOutside(schedule.dueMs, run.records.doneMs, stallOf(durationMs), isCounted)
    return {
      planned: load.ledger.planned,
      answered: load.ledger.accepted,
      delayedMs: median((operation) => !isAtOnce(operation)),
      atOnceMs: median(isAtOnce),
      responseP99Ms: percentileMs(load, 'response', 'p99'),
      lagP99Ms: percentileMs(load, 'lag', 'p99'),
    }
  })

/**
 * Measures the known server with the driver that measures the target, awake before each due time. Again
 * when it is not reproduced: another program's burst must not void what comes after it.
 */
export async function calibrate(options: CalibrationOptions): Promise<Calibration> {
  const { attempts = 5, signal } = options
  for (let attempt = 1; ; attempt++) {
    const found = { ...(await measure(options)), attempts: attempt }
    if (isReproduced(found) || attempt >= attempts || signal?.aborted === true) return found
  }
}
