import { assembleClosedLoop } from '../../bench/measure/assemble-closed.ts'
import { type ClosedLoopOptions, runClosedLoop } from '../../bench/drivers/closed-loop.ts'
import type { LoadResult } from '../../reports/model/result.ts'
import type { Stage } from '../target/stage.ts'
import { type ProcessorCost, withProcessorCost } from './processor-cost.ts'
import { readBack } from './storm.ts'
import type { StormPeople } from './storm-people.ts'

const TIMEOUT_MS = 35_000
/** What comes before is about compiling the programs, and no part of the figures. */
const WARM_UP = { maxOperations: 1_500, durationMs: 10_000 }
const FIRST_GENERATION = 1

/** Runs a closed loop on a prepared tenant, warm, and reads every account back. */
export async function saturate(
  stage: Stage,
  tenant: string,
  people: StormPeople,
  shape: { readonly title: string; readonly inFlight: number; readonly durationMs: number },
  signal: AbortSignal,
): Promise<{ load: LoadResult; cost: ProcessorCost }> {
  const { inFlight, durationMs } = shape
  const token = await stage.administratorToken(tenant)
  const loop = (limits: Pick<ClosedLoopOptions, 'durationMs' | 'maxOperations'>, first: number) =>
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
  const maxOperations = Math.max(inFlight, WARM_UP.maxOperations)
  const warmUp = await loop({ ...WARM_UP, maxOperations }, FIRST_GENERATION)
  // No account had more turns than there were operations: every later password is a new one.
  const next = FIRST_GENERATION + warmUp.issued
  const { value: run, cost } = await withProcessorCost(stage.system, () =>
    loop({ durationMs }, next),
  )
  const finalBinds = await readBack(stage, people, run.told)
  const title = `${shape.title}, after ${warmUp.answered} to warm up`
  return { load: assembleClosedLoop(title, run, finalBinds), cost }
}
