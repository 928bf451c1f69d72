import type { Edge } from '../../harness/contract/edge.ts'
import { runClosedLoop } from '../drivers/closed-loop.ts'
import type { Schedule } from '../workload/schedule.ts'
import { autocannonAlone } from './autocannon-alone.ts'
import { runAgainstKnown } from './known-run.ts'
import { operationsToLast } from './operations-to-last.ts'
import { withKnownServer } from './server.ts'

/** Replies a second of a server that answers at once. */
export interface Ceilings {
  /** autocannon as it comes. */
  readonly alone: number
  readonly closedLoop: number
  readonly openLoop: number
}

interface Size {
  /** How long each driver runs, about. */
  readonly roundMs: number
  /** Replies a second that a slow machine makes: what a driver begins with that is told how many to make. */
  readonly perSecond: number
}

const CONNECTIONS = 10
const TIMEOUT_MS = 10_000
/** Of the open loop's operations, what comes before it is measured: its thread compiles its code. */
const COMPILING = 0.4
const ATTEMPTS = 5

/** With the time in which its connections are made, as autocannon counts. */
const closedLoop = async (edge: Edge, durationMs: number) => {
  const { answered, elapsedMs } = await runClosedLoop({
    edge,
    inFlight: CONNECTIONS,
    durationMs,
    timeoutMs: TIMEOUT_MS,
    users: Array.from({ length: 2 * CONNECTIONS }, (_, index) => `user${index}@known.test`),
    passwordSecret: 'not one that any directory takes',
    firstGeneration: 1,
    token: 'none',
  })
  return (answered * 1000) / elapsedMs
}

/** All due at once, so that only the cap on what is in flight holds them back. */
const atOnce = (operations: number): Schedule => ({
  spec: { kind: 'uniform', seed: 1, ratePerSecond: operations, durationMs: 1 },
  dueMs: new Float64Array(operations),
  sha256: '',
})

async function openLoopOf(edge: Edge, operations: number) {
  const { run } = await runAgainstKnown(edge, atOnce(operations), CONNECTIONS, {
    inFlightCap: CONNECTIONS,
  })
  const doneMs = Float64Array.from(run.records.doneMs).toSorted()
  const [firstMs = 0] = doneMs
  const lastMs = doneMs.at(-1) ?? 0
  const from = Math.floor(operations * COMPILING)
  const spanMs = lastMs - (doneMs[from] ?? 0)
  return {
    tookMs: lastMs - firstMs,
    perSecond: spanMs > 0 ? ((operations - 1 - from) * 1000) / spanMs : 0,
  }
}

/** As many as keep it busy for as long as the others run: how many that is, the machine decides. */
async function openLoop(edge: Edge, { roundMs, perSecond }: Size) {
  let operations = Math.ceil((perSecond * roundMs) / 1000)
  for (let attempt = 1; ; attempt++) {
    const { tookMs, perSecond: found } = await openLoopOf(edge, operations)
    const more = operationsToLast(roundMs, { operations, tookMs })
    if (more === undefined || attempt >= ATTEMPTS) return found
    operations = more
  }
}

const DRIVERS = {
  async alone(edge, { roundMs }) {
    const limits = { connections: CONNECTIONS, durationMs: roundMs }
    return (await autocannonAlone(edge, limits)).repliesPerSecond
  },
  closedLoop: (edge, { roundMs }) => closedLoop(edge, roundMs),
  openLoop,
} as const satisfies Record<keyof Ceilings, (edge: Edge, size: Size) => Promise<number>>

const ORDERS: readonly (readonly (keyof Ceilings)[])[] = [
  ['alone', 'closedLoop', 'openLoop'],
  ['closedLoop', 'openLoop', 'alone'],
  ['openLoop', 'alone', 'closedLoop'],
]

/**
 * Three drivers one after the other against one server, each round in another order: what a machine does
 * beside them, and what the server has compiled by then, falls on each in turn.
 */
export const measureCeilings = (size: Size, round: number): Promise<Ceilings> =>
  withKnownServer({ delayMs: 0 }, async (edge) => {
    const found = { alone: 0, closedLoop: 0, openLoop: 0 }
    for (const driver of ORDERS[round % ORDERS.length] ?? []) {
      found[driver] = await DRIVERS[driver](edge, size)
    }
    return found
  })
