import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Edge } from '../../harness/contract/edge.ts'
import { endChild } from '../../harness/target/processes/end-child.ts'
import { packageRoot } from '../../harness/target/processes/role-process.ts'
import { createSchedule } from '../workload/schedule.ts'
import { type Hop, HOPS } from './bare-chain-work.ts'
import { percentileMs, runAgainstKnown } from './known-run.ts'
import { withIdentity } from './with-identity.ts'

/** What a process of the chain is told. */
export interface HopJob {
  readonly hop: Hop
  readonly keyFile: string
  readonly certFile: string
  /** Absent: it is the last. */
  readonly next?: Pick<Edge, 'port' | 'servername' | 'caFile'>
}

/** Response times of the driver's open loop, from the due time; not a number where too few were sent. */
export type ResponseMs = Readonly<Record<'p50' | 'p99', number>>

const PROGRAM = join(packageRoot, 'dist', 'bench', 'calibration', 'bare-chain-hop.js')
const SERVERNAME = 'bare.writeback.test'
const CONNECTIONS = 32
/** Connections are made, code is compiled. */
const WARM_UP_MS = 5_000
const MEASURED = 'steady'

async function start(job: HopJob, started: ChildProcess[]): Promise<number> {
  const child = fork(PROGRAM, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  started.push(child)
  child.send(job)
  const [port]: unknown[] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => [0]),
  ])
  if (typeof port !== 'number' || port === 0) throw new Error(`no ${job.hop} of the bare chain`)
  return port
}

/**
 * The chain of a reset with nothing to do: HTTPS to a first process, verified TLS from each to the next, one RSA-2048
 * private operation in the third, which asks the fourth twice. The processes are gone afterwards.
 */
export const withBareChain = <T>(work: (edge: Edge) => Promise<T>): Promise<T> =>
  withIdentity(SERVERNAME, async ({ keyFile, certFile, caFile }) => {
    const started: ChildProcess[] = []
    try {
      let port: number | undefined
      for (const hop of HOPS) {
        const next = port === undefined ? {} : { next: { port, servername: SERVERNAME, caFile } }
        port = await start({ hop, keyFile, certFile, ...next }, started)
      }
      return await work({ host: '127.0.0.1', port: port ?? 0, servername: SERVERNAME, caFile })
    } finally {
      await Promise.all(started.map(endChild))
    }
  })

/**
 * What the machine takes, now, for a chain like a reset's: the driver's open loop, Poisson, against the bare chain;
 * `durationMs` comes after the warm-up, `precise` as in the load that it stands beside.
 */
export const measureBareChain = (options: {
  readonly ratePerSecond: number
  readonly durationMs: number
  readonly seed: number
  readonly precise: boolean
  readonly signal: AbortSignal
}): Promise<ResponseMs> =>
  withBareChain(async (edge) => {
    const { ratePerSecond, seed, precise, signal } = options
    const durationMs = WARM_UP_MS + options.durationMs
    const schedule = createSchedule({ kind: 'poisson', ratePerSecond, durationMs, seed })
    const phases = [
      { name: 'warm-up', fromMs: 0 },
      { name: MEASURED, fromMs: WARM_UP_MS },
    ]
    const { load } = await runAgainstKnown(edge, schedule, CONNECTIONS, {
      phases,
      precise,
      signal,
    })
    return {
      p50: percentileMs(load, 'response', 'p50', MEASURED),
      p99: percentileMs(load, 'response', 'p99', MEASURED),
    }
  })
