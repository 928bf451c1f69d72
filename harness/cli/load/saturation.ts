import { assembleClosedLoop } from '../../../bench/measure/assemble-closed.ts'
import { type ClosedLoopOptions, runClosedLoop } from '../../../bench/drivers/closed-loop.ts'
import type { LoadResult } from '../../../reports/model/result.ts'
import type { Stage } from '../../target/stage.ts'
import { type ProcessorCost, withProcessorCost } from '../costs/processor-cost.ts'
import { readBack } from './storm.ts'
import type { StormPeople } from './storm-people.ts'

const TIMEOUT_MS = 35_000
const FIRST_GENERATION = 1

type Limits = Pick<ClosedLoopOptions, 'durationMs' | 'maxOperations'>

interface Shape {
  readonly title: string
  readonly inFlight: number
  readonly durationMs: number
  /** Comes before, is about compiling the programs, and no part of the figures. */
  readonly warmUp: Readonly<Required<Limits>>
}

/** Closed loops of an administrator's resets, each with passwords of its own from generation `first` on. */
export async function resetterOf(
  stage: Stage,
  tenant: string,
  people: StormPeople,
  signal: AbortSignal,
) {
  const token = await stage.administratorToken(tenant)
  return (inFlight: number, limits: Limits, first: number) =>
    runClosedLoop({
      edge: stage.system.edges.portal,
      inFlight,
      ...limits,
      timeoutMs: TIMEOUT_MS,
      users: people.accounts.slice(0, people.resettable).map(({ user }) => user),
      passwordSecret: people.passwordSecret,
      firstGeneration: first,
      token,
      signal,
    })
}

/** Lets the programs compile their code: how many resets that were. The accounts have other passwords after it. */
export async function warmUp(
  stage: Stage,
  tenant: string,
  people: StormPeople,
  limits: Limits & { readonly inFlight: number },
  signal: AbortSignal,
): Promise<number> {
  const loop = await resetterOf(stage, tenant, people, signal)
  return (await loop(limits.inFlight, limits, FIRST_GENERATION)).answered
}

/** Runs a closed loop on a prepared tenant, warm, and reads every account back. */
export async function saturate(
  stage: Stage,
  tenant: string,
  people: StormPeople,
  { title, inFlight, durationMs, warmUp: limits }: Shape,
  signal: AbortSignal,
): Promise<{ load: LoadResult; cost: ProcessorCost }> {
  const loop = await resetterOf(stage, tenant, people, signal)
  const maxOperations = Math.max(inFlight, limits.maxOperations)
  const before = await loop(inFlight, { ...limits, maxOperations }, FIRST_GENERATION)
  // No account had more turns than there were operations: every later password is a new one.
  const next = FIRST_GENERATION + before.issued
  const { value: run, cost } = await withProcessorCost(stage.system, () =>
    loop(inFlight, { durationMs }, next),
  )
  const finalBinds = await readBack(stage, people, run.told)
  const titled = `${title}, after ${before.answered} to warm up`
  return { load: assembleClosedLoop(titled, run, finalBinds), cost }
}
