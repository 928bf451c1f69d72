import { LIMITS } from '../contract/limits.ts'
import { heartbeatTimes } from './heartbeat-judge.ts'
import { settled } from './in-background.ts'
import type { Context } from './requirement.ts'

const MARGIN_MS = 60_000

/** Moves the clock past the next heartbeat when it is near, so that none falls between two counts. */
export async function awayFromHeartbeat(t: Context<'agentLink' | 'clock', string>): Promise<void> {
  const last = heartbeatTimes(t.agentLink.messages()).at(-1) ?? 0
  const sinceMs = (await t.clock.now()) - last
  if (sinceMs > LIMITS.heartbeatPeriodMs - MARGIN_MS) await t.clock.step(MARGIN_MS)
}

/** How far to go from so long after an event of this period until one is halfway between two. Pure. */
export function untilHalfwayMs(sinceMs: number, periodMs: number): number {
  return (((periodMs / 2 - sinceMs) % periodMs) + periodMs) % periodMs
}

/**
 * Moves the clock so that it stands halfway between two heartbeats once so much more has passed. Nothing may be
 * under way: whatever the agent sends for a period from now on is a heartbeat.
 */
export async function halfwayBetweenHeartbeatsIn(
  t: Context<'agentLink' | 'clock', string>,
  afterMs: number,
): Promise<void> {
  const before = t.agentLink.messages().length
  await t.clock.step(LIMITS.heartbeatPeriodMs)
  await settled(t)
  const seen = t.agentLink.messages().slice(before)
  const last = seen.findLast(({ direction }) => direction === 'outbound')
  if (last === undefined) return
  const sinceMs = (await t.clock.now()) - last.at
  await t.clock.step(untilHalfwayMs(sinceMs + afterMs, LIMITS.heartbeatPeriodMs))
}
