import { LIMITS } from '../contract/limits.ts'
import { heartbeatTimes } from './heartbeat-judge.ts'
import type { Context } from './requirement.ts'

const MARGIN_MS = 60_000

/** Moves the clock past the next heartbeat when it is near, so that none falls between two counts. */
export async function awayFromHeartbeat(t: Context<'agentLink' | 'clock', string>): Promise<void> {
  const last = heartbeatTimes(t.agentLink.messages()).at(-1) ?? 0
  const sinceMs = (await t.clock.now()) - last
  if (sinceMs > LIMITS.heartbeatPeriodMs - MARGIN_MS) await t.clock.step(MARGIN_MS)
}
