import { assembleClosedLoop } from '../../bench/measure/assemble-closed.ts'
import { runClosedLoop } from '../../bench/drivers/closed-loop.ts'
import type { LoadResult } from '../../reports/model/result.ts'
import type { Stage } from '../target/stage.ts'
import { type ProcessorCost, withProcessorCost } from './processor-cost.ts'
import { readBack } from './storm.ts'
import type { StormPeople } from './storm-people.ts'

const TIMEOUT_MS = 35_000
const FIRST_GENERATION = 1

/** Runs a closed loop on a prepared tenant and reads every account back. */
export async function saturate(
  stage: Stage,
  tenant: string,
  people: StormPeople,
  shape: { readonly title: string; readonly inFlight: number; readonly durationMs: number },
  signal: AbortSignal,
): Promise<{ load: LoadResult; cost: ProcessorCost }> {
  const token = await stage.administratorToken(tenant)
  const { value: run, cost } = await withProcessorCost(stage.system, () =>
    runClosedLoop({
      edge: stage.system.edges.portal,
      inFlight: shape.inFlight,
      durationMs: shape.durationMs,
      timeoutMs: TIMEOUT_MS,
      users: people.accounts.slice(0, people.resettable).map(({ user }) => user),
      passwordSecret: people.passwordSecret,
      firstGeneration: FIRST_GENERATION,
      token,
      signal,
    }),
  )
  const finalBinds = await readBack(stage, people, run.told)
  return { load: assembleClosedLoop(shape.title, run, finalBinds), cost }
}
