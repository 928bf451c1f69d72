import type { Edge } from '../../harness/contract/edge.ts'
import { runOpenLoop } from '../drivers/open-loop.ts'
import { percentileOf } from '../measure/percentiles.ts'
import { assignAccounts } from '../workload/assignment.ts'
import { createSchedule } from '../workload/schedule.ts'
import { type Calibration, isReproduced } from './judge.ts'
import type { DelayLaw } from './law.ts'
import { withKnownServer } from './server.ts'

/** The server that the driver must reproduce: 20 ms, and one second in which nothing is taken up. */
export const DELAY_MS = 20
export const STALL_MS = 1_000
export const RATE_PER_SECOND = 200
/** The share of the load that comes before the stall. */
const BEFORE_STALL = 0.4
/** Enough that few wait for one in the stall, few enough that handshakes are no load of their own. */
const CONNECTIONS = 32
const TIMEOUT_MS = 10_000

export const knownLaw = (durationMs: number): DelayLaw => ({
  delayMs: DELAY_MS,
  stall: { afterMs: durationMs * BEFORE_STALL, lastsMs: STALL_MS },
})

export interface CalibrationOptions {
  /** Of the load: 3 s are the least whose median lies outside the stall. */
  readonly durationMs: number
  readonly signal?: AbortSignal
}

async function measure(edge: Edge, { durationMs, signal }: CalibrationOptions) {
  const { host, port, servername, caFile } = edge
  const spec = { kind: 'uniform', ratePerSecond: RATE_PER_SECOND, durationMs, seed: 1 } as const
  const { dueMs } = createSchedule(spec)
  const tls = { servername, caFile }
  const reach = { origin: `https://${host}:${port}`, connections: CONNECTIONS, tls }
  const { records } = await runOpenLoop({
    dueMs,
    assignment: assignAccounts(dueMs.length, CONNECTIONS, spec.seed),
    executor: { kind: 'http-get', options: { ...reach, timeoutMs: TIMEOUT_MS } },
    workers: 1,
    inFlightCap: dueMs.length,
    overflow: 'queue',
    drainLimitMs: TIMEOUT_MS,
    precise: true,
    ...(signal !== undefined && { signal }),
  })
  const sinceDue = (atMs: Float64Array) =>
    atMs
      .map((at, operation) => at - (dueMs[operation] ?? 0))
      .filter((value) => !Number.isNaN(value))
      .toSorted()
  const responses = sinceDue(records.doneMs)
  return {
    planned: dueMs.length,
    answered: responses.length,
    responseP50Ms: percentileOf(responses, 0.5),
    responseP99Ms: percentileOf(responses, 0.99),
    lagP99Ms: percentileOf(sinceDue(records.takenMs), 0.99),
  }
}

/**
 * Measures the known server with the driver that measures the target, awake before each due time. Twice
 * when the first does not reproduce it: another program's burst must not void what comes after it.
 */
export async function calibrate(options: CalibrationOptions): Promise<Calibration> {
  const once = () => withKnownServer(knownLaw(options.durationMs), (edge) => measure(edge, options))
  const first = { ...(await once()), attempts: 1 }
  if (isReproduced(first) || options.signal?.aborted === true) return first
  return { ...(await once()), attempts: 2 }
}
