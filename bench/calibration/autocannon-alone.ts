import autocannon from 'autocannon'
import type { Edge } from '../../harness/contract/edge.ts'

/** What autocannon prints of a server. It knows whole milliseconds only. */
export interface AutocannonSaw {
  readonly completed: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly repliesPerSecond: number
}

interface Alone {
  readonly connections: number
  readonly durationMs: number
  /** Absent: as fast as it can. */
  readonly ratePerSecond?: number
  /** Its correction for coordinated omission, on unless it is told otherwise. */
  readonly corrected?: boolean
}

/**
 * autocannon as people use it, to compare with: its own client, clock, rate and percentiles. Nothing
 * that writeback says of a target comes from here.
 */
export async function autocannonAlone(
  { host, port, servername }: Edge,
  { connections, durationMs, ratePerSecond, corrected = true }: Alone,
): Promise<AutocannonSaw> {
  const { latency, requests, duration } = await autocannon({
    url: `https://${host}:${port}`,
    servername,
    method: 'POST',
    body: '{}',
    connections,
    duration: durationMs / 1000,
    ...(ratePerSecond !== undefined && { overallRate: ratePerSecond }),
    ignoreCoordinatedOmission: !corrected,
  })
  return {
    completed: requests.total,
    p50Ms: latency.p50,
    p99Ms: latency.p99,
    repliesPerSecond: requests.total / duration,
  }
}
