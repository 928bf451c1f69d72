import { measureBareChain } from '../../../bench/calibration/bare-chain.ts'
import { headlineHistogram } from '../../../reports/model/load-figures.ts'
import { DOMAIN, type TenantPlan } from '../../target/plan.ts'
import { newSecret } from '../../target/trust/secrets.ts'
import type { Stage } from '../../target/stage.ts'
import { bareChainFigures } from './bare-chain-figures.ts'
import { type ClosedScenario, type OpenScenario, SCENARIOS } from './load-scenarios.ts'
import { noteTlsGroup } from '../costs/note-tls-group.ts'
import type { Part } from '../options/part.ts'
import { loadPlan } from '../run/load-plans.ts'
import { type ProcessorCost, processorFigures } from '../costs/processor-cost.ts'
import { rsaFigures, rsaPrivatePerSecond } from './rsa-limit.ts'
import type { Recording } from '../run/run-judging.ts'
import type { Run } from '../run/run.ts'
import { saturate, warmUp } from './saturation.ts'
import { prepareStorm, runStorm } from './storm.ts'
import { gatherPeople, type StormPeople } from './storm-people.ts'

/** What the code-table scenarios take from the command line. */
export interface TableOptions {
  readonly population?: string | undefined
  readonly people?: number | undefined
  readonly seed: number
  readonly inFlight?: number | undefined
  readonly rate?: number | undefined
  /** Awake before each send. */
  readonly precise: boolean
  readonly part: Part
}

/** Where a load runs, and where what it found goes. */
interface Place {
  readonly stage: Stage
  readonly people: StormPeople
  readonly run: Run
  readonly record: Recording
}

/** The last line with `--json`. */
export type Summary = Readonly<Record<string, number>>

const TENANT = 'load'
const HASH_TENANT = 'load-hash'
/** Before a rate is measured: at 100/s the programs would compile their code for half a minute. */
const COMPILING = { inFlight: 32, maxOperations: 10_000, durationMs: 30_000 }
/** The first seconds open connections. */
const WARM_UP_MS = 5_000
/** Long enough for a p99. */
const BARE_CHAIN_MS = 10_000
const MICROS_PER_MS = 1_000

function recordCost({ record }: Place, cost: ProcessorCost, operations: number) {
  const { figures, notes } = processorFigures(cost, operations)
  record.value.figures.push(...figures)
  record.value.notes.push(...notes)
}

function measureRsaLimit({ run }: Place) {
  run.say('the limit: openssl speed rsa2048')
  return rsaPrivatePerSecond(run.signal)
}

/** The same people in a tenant whose cloud keeps a copy of each password (PWB-MODE-2). */
async function runHashSynchronised(
  { stage, people, run, record }: Place,
  shape: Omit<ClosedScenario, 'inFlight'>,
  inFlight: number,
): Promise<Summary> {
  run.say(`the same with hash-synchronised users`)
  await stage.synchronise(HASH_TENANT, people.accounts)
  await stage.enable(HASH_TENANT)
  const anew = { ...people, passwordSecret: newSecret() }
  const title = `${shape.title}, hash-synchronised users`
  const { load } = await saturate(
    stage,
    HASH_TENANT,
    anew,
    { ...shape, title, inFlight },
    run.signal,
  )
  record.value.load.push(load)
  record.value.figures.push({
    name: 'throughput, closed loop, hash-synchronised users',
    value: load.ratePerSecond,
    unit: 'resets/s',
  })
  return { hashSynchronisedPerSecond: load.ratePerSecond }
}

async function runClosed(place: Place, shape: ClosedScenario, inFlight: number): Promise<Summary> {
  const { stage, people, run, record } = place
  const isCeiling = shape === SCENARIOS.ceiling
  const limitBefore = isCeiling ? await measureRsaLimit(place) : undefined
  run.say(`${inFlight} in flight for ${shape.durationMs / 1000} s, after a warm-up`)
  const { load, cost } = await saturate(stage, TENANT, people, { ...shape, inFlight }, run.signal)
  const throughputPerSecond = load.ratePerSecond
  record.value.load.push(load)
  record.value.figures.push({
    name: 'throughput, closed loop',
    value: throughputPerSecond,
    unit: 'resets/s',
  })
  recordCost(place, cost, load.ledger.sent)
  if (!isCeiling || run.signal.aborted) return { throughputPerSecond }
  const limits = [limitBefore, await measureRsaLimit(place)]
  const { figures, notes } = rsaFigures(throughputPerSecond, limits)
  record.value.figures.push(...figures)
  record.value.notes.push(...notes)
  if (run.signal.aborted) return { throughputPerSecond }
  return { throughputPerSecond, ...(await runHashSynchronised(place, shape, inFlight)) }
}

async function runOpen(
  place: Place,
  { durationMs, ...shape }: OpenScenario,
  { rate: ratePerSecond = shape.ratePerSecond, seed, precise, part }: TableOptions,
): Promise<Summary> {
  const { stage, people, run, record } = place
  // With passwords of their own: the measured ones must all be new to the accounts.
  const others = { ...people, passwordSecret: newSecret() }
  const warm = await warmUp(stage, TENANT, others, COMPILING, run.signal)
  record.value.notes.push(`${warm} resets in a closed loop before, which let the programs compile`)
  run.say(`${ratePerSecond} resets per second for ${durationMs / 1000} s`)
  const { load, cost } = await runStorm(
    stage,
    people,
    {
      by: 'administrator',
      alone: true,
      tenant: TENANT,
      arrivals: 'poisson',
      ratePerSecond,
      durationMs,
      seed,
      part,
      phases: [
        { name: 'warm-up', fromMs: 0 },
        { name: 'steady', fromMs: WARM_UP_MS },
      ],
    },
    { signal: run.signal, precise },
  )
  record.value.load.push(load)
  recordCost(place, cost, load.ledger.sent)
  const responseUs = headlineHistogram(load, 'response')?.percentilesUs ?? {}
  if (!run.signal.aborted) {
    run.say('the same rate over a bare chain: what the machine takes by itself')
    const limits = { ratePerSecond, durationMs: BARE_CHAIN_MS, seed, precise, signal: run.signal }
    record.value.figures.push(...bareChainFigures(responseUs, await measureBareChain(limits)))
  }
  const { p50, p99 } = responseUs
  return {
    ...(p50 !== undefined && { responseP50Ms: p50 / MICROS_PER_MS }),
    ...(p99 !== undefined && { responseP99Ms: p99 / MICROS_PER_MS }),
  }
}

const hashTenant = ({ baseDn }: StormPeople): TenantPlan => ({
  tenant: HASH_TENANT,
  baseDn,
  relayTap: null,
  signInBySuffix: { [DOMAIN]: 'hash-synchronised' },
})

/** A load on one system of its own; bad input is told before anything starts. */
export async function tableLoad(
  shape: ClosedScenario | OpenScenario,
  options: TableOptions,
  faults: Parameters<typeof loadPlan>[0],
) {
  const people = await gatherPeople(options)
  return async ({ run, record }: Omit<Place, 'stage' | 'people'>): Promise<Summary> => {
    const system = loadPlan(faults, TENANT, people.baseDn)
    const tenants =
      shape === SCENARIOS.ceiling ? [...system.tenants, hashTenant(people)] : system.tenants
    const stage = await run.stage({ ...system, tenants })
    await noteTlsGroup(record, stage)
    await prepareStorm(stage, TENANT, people)
    const place = { stage, people, run, record }
    return shape.loop === 'closed'
      ? runClosed(place, shape, options.inFlight ?? shape.inFlight)
      : runOpen(place, shape, options)
  }
}
