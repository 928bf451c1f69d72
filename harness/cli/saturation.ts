import { assembleClosedLoop } from '../../bench/measure/assemble-closed.ts'
import { runClosedLoop } from '../../bench/drivers/closed-loop.ts'
import type { LoadResult } from '../../reports/model/result.ts'
import type { Stage } from '../target/stage.ts'
import { readBack } from './storm.ts'
import type { StormPeople } from './storm-people.ts'

/** Closed-loop scenarios: how much the system can do, not how it feels. */
export const SATURATIONS = {
  ceiling: { title: 'administrator’s resets, closed loop', inFlight: 16, durationMs: 10_000 },
  sequential: {
    title: 'administrator’s resets, one after the other',
    inFlight: 1,
    durationMs: 5_000,
  },
} as const
export type SaturationName = keyof typeof SATURATIONS

const TIMEOUT_MS = 35_000
const FIRST_GENERATION = 1

/** Runs it on a prepared tenant and reads every account back. */
export async function saturate(
  stage: Stage,
  tenant: string,
  people: StormPeople,
  shape: { readonly title: string; readonly inFlight: number; readonly durationMs: number },
  signal: AbortSignal,
): Promise<LoadResult> {
  const run = await runClosedLoop({
    edge: stage.system.edges.portal,
    inFlight: shape.inFlight,
    durationMs: shape.durationMs,
    timeoutMs: TIMEOUT_MS,
    users: people.accounts.slice(0, people.resettable).map(({ user }) => user),
    passwordSecret: people.passwordSecret,
    firstGeneration: FIRST_GENERATION,
    token: await stage.administratorToken(tenant),
    signal,
  })
  const finalBinds = await readBack(stage, people, run.told)
  return assembleClosedLoop(shape.title, run, finalBinds)
}
