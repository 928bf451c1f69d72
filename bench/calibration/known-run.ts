import type { Edge } from '../../harness/contract/edge.ts'
import { headlineHistogram } from '../../reports/model/load-figures.ts'
import type { HistogramResult, LoadResult } from '../../reports/model/result.ts'
import type { HttpGetOptions } from '../drivers/executors/http-get.ts'
import { type OpenLoopOptions, runOpenLoop } from '../drivers/open-loop.ts'
import { assembleLoad, type OpenLoopRun } from '../measure/assemble.ts'
import { assignAccounts } from '../workload/assignment.ts'
import type { Schedule } from '../workload/schedule.ts'

const TIMEOUT_MS = 10_000
const MICROS_PER_MS = 1_000

interface KnownRun {
  readonly run: OpenLoopRun
  readonly load: LoadResult
}

/** Drives a known server with one worker, and assembles what was seen as for any other load. */
export async function runAgainstKnown(
  { host, port, servername, caFile }: Edge,
  schedule: Schedule,
  connections: number,
  options: Pick<OpenLoopOptions, 'precise' | 'phases' | 'signal' | 'onStart'> &
    Pick<HttpGetOptions, 'paths'> & {
      readonly inFlightCap?: number
      /** False: the same loop, and nothing is sent. */
      readonly sends?: boolean
    },
): Promise<KnownRun> {
  const { dueMs, spec } = schedule
  const { inFlightCap = Math.max(1, dueMs.length), paths, sends = true } = options
  const reach = { origin: `https://${host}:${port}`, connections, tls: { servername, caFile } }
  const run = await runOpenLoop({
    ...options,
    dueMs,
    assignment: assignAccounts(dueMs.length, connections, spec.seed),
    executor: sends
      ? {
          kind: 'http-get',
          options: { ...reach, timeoutMs: TIMEOUT_MS, ...(paths && { paths }) },
        }
      : { kind: 'nothing' },
    workers: 1,
    inFlightCap,
    overflow: 'queue',
    drainLimitMs: TIMEOUT_MS,
  })
  const scenario = 'known server'
  const load = assembleLoad({
    scenario,
    schedule,
    run,
    inFlightCap,
    finalBinds: null,
    heartbeats: null,
  })
  return { run, load }
}

/** A percentile of all operations, or of one phase's; not a number where the values do not bear it. */
export function percentileMs(
  { histograms }: Pick<LoadResult, 'histograms'>,
  metric: HistogramResult['metric'],
  percentile: 'p50' | 'p99',
  phase?: string,
): number {
  const counted = histograms.filter((each) => phase === undefined || each.phase === phase)
  const us = headlineHistogram({ histograms: counted }, metric)?.percentilesUs[percentile]
  return us === undefined ? Number.NaN : us / MICROS_PER_MS
}
