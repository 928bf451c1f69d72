import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Edge } from '../../harness/contract/edge.ts'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import { packageRoot } from '../../harness/target/processes/role-process.ts'
import { createSchedule } from '../workload/schedule.ts'
import { type Hop, HOPS } from './bare-chain-work.ts'
import { percentileMs, runAgainstKnown } from './known-run.ts'

/** What a process of the chain is told. */
export interface HopJob {
  readonly hop: Hop
  readonly keyFile: string
  readonly certFile: string
  /** Absent: it is the last. */
  readonly next?: Pick<Edge, 'port' | 'servername' | 'caFile'>
}

/** Response times of the driver's open loop, from the due time; not a number where too few were sent. */
export interface BareChain {
  readonly responseP50Ms: number
  readonly responseP99Ms: number
}

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

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  if (child.connected) child.disconnect()
  await exited
}

/**
 * The chain of a reset with nothing to do: HTTPS to a first process, verified TLS from each to the next, one RSA-2048
 * private operation in the third, which asks the fourth twice. The processes are gone afterwards.
 */
export async function withBareChain<T>(work: (edge: Edge) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'wb-bare-'))
  const started: ChildProcess[] = []
  try {
    const authority = await createAuthority(folder)
    const { keyFile, certFile, caFile } = await authority.issue('bare', SERVERNAME)
    let port: number | undefined
    for (const hop of HOPS) {
      const next = port === undefined ? {} : { next: { port, servername: SERVERNAME, caFile } }
      port = await start({ hop, keyFile, certFile, ...next }, started)
    }
    return await work({ host: '127.0.0.1', port: port ?? 0, servername: SERVERNAME, caFile })
  } finally {
    await Promise.all(started.map(end))
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * What no system of four processes can be faster than on this machine, now: the driver's open loop, Poisson, against
 * the bare chain; `durationMs` comes after the warm-up.
 */
export const measureBareChain = (options: {
  readonly ratePerSecond: number
  readonly durationMs: number
  readonly seed: number
  readonly signal: AbortSignal
}): Promise<BareChain> =>
  withBareChain(async (edge) => {
    const { ratePerSecond, seed, signal } = options
    const durationMs = WARM_UP_MS + options.durationMs
    const schedule = createSchedule({ kind: 'poisson', ratePerSecond, durationMs, seed })
    const phases = [
      { name: 'warm-up', fromMs: 0 },
      { name: MEASURED, fromMs: WARM_UP_MS },
    ]
    const { load } = await runAgainstKnown(edge, schedule, CONNECTIONS, { phases, signal })
    return {
      responseP50Ms: percentileMs(load, 'response', 'p50', MEASURED),
      responseP99Ms: percentileMs(load, 'response', 'p99', MEASURED),
    }
  })
